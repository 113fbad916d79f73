import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readConversations } from '../../dialogue/conversation/index.js';
import { type ChatSequence, packConversation, Tokenizer } from '../../dialogue/tokens/index.js';
import { type Card, loadNetwork, readCheckpointAddress, saveCheckpoint } from '../../model/checkpoint/index.js';
import { parameterCount, parameterShapes, towerName } from '../../model/forward/index.js';
import { startBackend } from '../../model/kernels/index.js';
import { type ListedSource, loadSource } from '../../model/source/index.js';
import { decoderShapes } from '../../model/transformer/index.js';
import { randomFromHash, sha256Hex, shuffle } from '../../spec/keys/index.js';
import type { Address } from '../../vocabulary/index.js';
import { cardEnvironment, trainingCompute } from '../losses/index.js';
import { graftNetwork } from './graft.js';

/** Arguments of `makeGraft`. */
interface MakeGraftOptions {
  readonly baseDir: string;
  readonly source: ListedSource;
  /** The model that `source` was cut from, where it was. */
  readonly whole?: ListedSource | undefined;
  /** Dialogue datasets with their folders. */
  readonly dialogue: readonly { readonly address: string; readonly dir: string }[];
  readonly directions: number;
  readonly context: number;
  readonly name: string;
  readonly home: string;
  readonly command: string;
}

/** Tokens of dialogue by which directions are chosen and layers fitted. */
const TOKENS = 30_000;

/**
 * Grafts a source model onto a base and saves the result as a difference from the source, or from the model that it was
 * cut from. Throws CheckpointError, SourceError, FileError or RangeError.
 */
export async function makeGraft(options: MakeGraftOptions): Promise<Address> {
  const { baseDir, source, dialogue, home, name } = options;
  await startBackend();
  const base = await loadNetwork(baseDir);
  const loaded = await loadSource(source.dir);
  const tokenizer = Tokenizer.fromJson(loaded.tokenizerJson);
  const sequences = await someSequences(
    dialogue.map(({ dir }) => dir),
    tokenizer,
    options.context,
  );
  const network = await graftNetwork({ ...options, base, source: loaded, tokenizer, sequences });
  base.dispose();
  const { config } = network;
  const ofSource = new Set([...decoderShapes(loaded.config).keys()].map(towerName));
  const changed = parameterShapes(config).filter(({ name: parameter }) => !ofSource.has(parameter));
  const from = (options.whole ?? source).address;
  const card: Card = {
    kind: 'base',
    name,
    parent: await readCheckpointAddress(baseDir),
    data: dialogue.map(({ address }) => address),
    seed: 0,
    steps: 0,
    parameters: parameterCount(config),
    ...trainingCompute(0, 0),
    seconds: 0,
    metrics: { pretrained: pretrainedOrigin(source, options.whole ?? source), before: await historyOf(baseDir) },
    command: options.command,
    ...(await cardEnvironment()),
  };
  const names = new Set(changed.map(({ name: parameter }) => parameter));
  const address = await saveCheckpoint(join(home, 'checkpoints'), network, loaded.tokenizerJson, card, {
    dtype: 'F16',
    difference: { base: { kind: 'source', address: from }, changed: (parameter) => names.has(parameter) },
  });
  network.dispose();
  return address;
}

/** Sequences of at most TOKENS tokens together, drawn from all datasets. */
async function someSequences(
  folders: readonly string[],
  tokenizer: Tokenizer,
  context: number,
): Promise<ChatSequence[]> {
  const all: ChatSequence[] = [];
  for (const folder of folders)
    for await (const conversation of readConversations(folder))
      if (!conversation.heldOut) all.push(...packConversation(conversation, tokenizer, context));
  let tokens = 0;
  return shuffle(all, randomFromHash(sha256Hex('graft'))).filter(
    (sequence) => (tokens += sequence.tokens.length) <= TOKENS,
  );
}

/** What a card says of the pretrained model that a network is made of. */
function pretrainedOrigin({ config }: ListedSource, { card, address }: ListedSource): Card['metrics']['pretrained'] {
  const { origin, title, licence, files } = card;
  return {
    source: address,
    origin,
    title,
    licence: licence?.name ?? null,
    vocabulary: config.vocabulary,
    files: files.map(({ name, sha256 }) => ({ name, sha256 })),
  };
}

async function historyOf(dir: string): Promise<Card['metrics']['before']> {
  const card = JSON.parse(await readFile(join(dir, 'card.json'), 'utf8')) as Partial<Card>;
  const { seconds, steps, flop, data, command } = card;
  return {
    ...(seconds === undefined ? {} : { seconds }),
    ...(steps === undefined ? {} : { steps }),
    ...(flop ? { flop } : {}),
    ...(data ? { data } : {}),
    ...(command ? { command } : {}),
    ...(card.metrics?.before ? { before: card.metrics.before } : {}),
  };
}
