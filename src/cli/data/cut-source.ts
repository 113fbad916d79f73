/** A stored source model with fewer tokens, stored as one of its own. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FoundSource, ListedSource } from '../../model/source/index.js';
import type { FoundDataset } from '../evaluate/index.js';
import { CliError } from '../shell/index.js';
import { nameTaken, storeAndRead } from './store-source.js';

/** What is asked for. */
interface CutRequest {
  /** Number of tokens to keep. */
  readonly vocabulary: number;
  /** Their text decides which. */
  readonly datasets: readonly FoundDataset[];
  /** Of the cut model; by default that of the whole one with the number of tokens. */
  readonly name: string | undefined;
}

/** Cuts the vocabulary of a stored source model. Throws CliError for a size that it cannot be cut to. */
export async function cutSource(
  home: string,
  known: readonly ListedSource[],
  whole: ListedSource,
  { vocabulary, datasets, name }: CutRequest,
): Promise<ListedSource> {
  const { loadSource } = await import('../../model/source/index.js');
  const { weights, tokenizerJson } = await loadSource(whole.dir);
  const { json, heldOut } = await cutByText(whole, tokenizerJson, vocabulary, datasets);
  const called = name ?? `${whole.card.name.slice(0, 64 - 1 - String(vocabulary).length)}-${vocabulary}`;
  const taken = known.find(({ card }) => card.name === called);
  if (taken !== undefined && !(await isSameCut(taken, whole, json))) throw nameTaken(called);

  const { parameterCount } = await import('../../model/source/index.js');
  const { cutWeights } = await import('../../model/vocabulary-cut/index.js');
  const cut = cutWeights({ config: whole.config, weights, tokenizerJson }, json);
  const { origin, format, title, licence, sizes, chatTemplate } = whole.card;
  const found: FoundSource = {
    content: {
      ...cut,
      tokenizerJson: json,
      format,
      types: sizes.types,
      title,
      licenceName: licence?.name ?? null,
      chatTemplate,
    },
    files: [],
    licenceText: licence?.text ?? null,
    cut: {
      from: whole.address,
      fromName: whole.card.name,
      datasets: datasets.map(({ address, name }) => ({ address, name })),
      heldOut,
      moreTokens: Math.round(1e4 * (heldOut.tokens / heldOut.tokensBefore - 1)) / 100,
      parametersSaved: parameterCount(whole.config) - parameterCount(cut.config),
    },
  };
  return storeAndRead(home, found, { name: called, origin, asked: name });
}

/** The cut tokenizer, and how it does on text that did not decide what it keeps. */
async function cutByText(
  { card }: ListedSource,
  tokenizerJson: string,
  vocabulary: number,
  datasets: readonly FoundDataset[],
) {
  const [{ chooseTokens, cutSizes, cutTokenizer }, { Tokenizer }, { chatTemplate }, { heldOutTokens, tokenCounts }] =
    await Promise.all([
      import('../../model/vocabulary-cut/index.js'),
      import('../../dialogue/tokens/index.js'),
      import('../../model/decoder/index.js'),
      import('./dialogue-tokens.js'),
    ]);
  const { least, most } = cutSizes(tokenizerJson);
  if (vocabulary > most)
    throw new CliError('usage', `--vocabulary ${vocabulary} is more than the ${most} tokens of ${card.name}`);
  if (vocabulary < least)
    throw new CliError('usage', `--vocabulary must be at least ${least}: single bytes and special tokens are kept`);
  const tokenizer = Tokenizer.fromJson(tokenizerJson);
  const dirs = datasets.map(({ dir }) => dir);
  const counts = await tokenCounts(dirs, tokenizer, chatTemplate(tokenizer));
  const json = cutTokenizer(tokenizerJson, chooseTokens(tokenizerJson, counts, vocabulary));
  const heldOut = await heldOutTokens(dirs, tokenizer, Tokenizer.fromJson(json));
  if (heldOut.tokensBefore === 0)
    throw new CliError('usage', 'the datasets of --keep-from are too small: none of their text could be held out');
  return { json, heldOut };
}

async function isSameCut({ dir, card }: ListedSource, whole: ListedSource, json: string): Promise<boolean> {
  return card.cut?.from === whole.address && (await readFile(join(dir, 'tokenizer.json'), 'utf8')) === json;
}
