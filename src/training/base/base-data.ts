import { join } from 'node:path';
import { type Conversation, readConversations, reverseConversation } from '../../dialogue/conversation/index.js';
import { type ChatSequence, packConversation, Tokenizer, trainTokenizer } from '../../dialogue/tokens/index.js';
import { randomFromHash, sha256Hex, shuffle } from '../../spec/keys/index.js';
import { openEvaluations, PositionFile } from '../losses/index.js';
import type { BaseData } from './base-settings.js';

/** A dialogue dataset of a base. */
export interface DialogueSource {
  /** Folder of the dataset. */
  readonly dir: string;
  /** Relative frequency with which the training sequences are sampled from it. */
  readonly share: number;
}

interface BaseDataOptions {
  /** Size of the tokenizer to train. */
  readonly vocabulary: number;
  /** Maximum length of a sequence, tokens. */
  readonly context: number;
  /** An existing tokenizer; without it, one is trained on the dialogue. */
  readonly tokenizerJson?: string;
  /** Most tokens of training sequences from each dataset; they are drawn by `seed`. All by default. */
  readonly poolTokens?: number;
  readonly seed?: number;
  /** Also reads the games' evaluations, for an evaluation network. */
  readonly evaluations?: boolean;
  /** Reverses the turns of every conversation. */
  readonly backward?: boolean;
}

/**
 * Loads all training and held-out data of a base into memory: 44 bytes per position, 4 bytes per token. Throws
 * FileError or RangeError for a dataset that cannot be read.
 */
export async function loadBaseData(
  gamesDir: string,
  dialogue: readonly DialogueSource[],
  options: BaseDataOptions,
): Promise<{ data: BaseData; tokenizerJson: string; tokenizer: Tokenizer }> {
  const sources = await Promise.all(
    dialogue.map(async ({ dir, share }) => ({ share, conversations: await loadConversations(dir, options) })),
  );
  const training = sources.flatMap(({ conversations }) => conversations.filter(({ heldOut }) => !heldOut));
  const tokenizerJson = options.tokenizerJson ?? trainTokenizer(turnTexts(training), options.vocabulary);
  const tokenizer = Tokenizer.fromJson(tokenizerJson);
  const pack = (list: readonly Conversation[], heldOut: boolean): ChatSequence[] =>
    list
      .filter((conversation) => conversation.heldOut === heldOut)
      .flatMap((conversation) => packConversation(conversation, tokenizer, options.context));
  return {
    tokenizerJson,
    tokenizer,
    data: {
      positions: await PositionFile.open(join(gamesDir, 'train.bin')),
      heldOutPositions: await PositionFile.open(join(gamesDir, 'held-out.bin')),
      ...(options.evaluations ? { evaluations: await openEvaluations(gamesDir) } : {}),
      dialogue: sources.map(({ share, conversations }) => ({
        share,
        sequences: drawn(pack(conversations, false), options),
      })),
      heldOutSequences: sources.flatMap(({ conversations }) => pack(conversations, true)),
    },
  };
}

/** Sequences of at most `poolTokens` tokens together, in an order drawn by the seed. */
function drawn(sequences: ChatSequence[], { poolTokens, seed = 0 }: BaseDataOptions): ChatSequence[] {
  if (poolTokens === undefined) return sequences;
  const order = shuffle([...sequences], randomFromHash(sha256Hex(`pool/${seed}`)));
  let tokens = 0;
  return order.filter((sequence) => (tokens += sequence.tokens.length) <= poolTokens);
}

async function loadConversations(dir: string, { backward }: BaseDataOptions): Promise<Conversation[]> {
  const conversations: Conversation[] = [];
  for await (const conversation of readConversations(dir))
    conversations.push(backward ? reverseConversation(conversation) : conversation);
  return conversations;
}

function* turnTexts(conversations: readonly Conversation[]): Generator<string> {
  for (const { turns } of conversations) for (const { text } of turns) yield text;
}
