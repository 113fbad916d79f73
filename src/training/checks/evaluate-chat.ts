/** How surprised a network is by held-out conversations, beside a model that only counts. */
import { readConversations } from '../../dialogue/conversation/index.js';
import type { Tokenizer } from '../../dialogue/tokens/index.js';
import { type ChatSequence, packConversation, trainNgram } from '../../dialogue/tokens/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import { Z95 } from '../../rating/index.js';
import { validateChat } from '../losses/index.js';

export interface Perplexity {
  /** Mean nats a target token, with its 95 % interval where one was estimated. */
  readonly nats: number;
  readonly low: number | null;
  readonly high: number | null;
  /** exp(nats). */
  readonly perToken: number;
  /** exp(nats of all target tokens / words in them). Ends of turns cost nats and are no words. */
  readonly perWord: number;
}

export interface ChatEvaluation {
  readonly sequences: number;
  /** Target tokens: the learnt turns after the first, each with its end. */
  readonly tokens: number;
  /** What lies between blanks in them. */
  readonly words: number;
  readonly network: Perplexity;
  /** Three tokens, interpolated modified Kneser-Ney, counted on the training conversations cut into the same tokens. */
  readonly ngram: Perplexity & { readonly trainedOn: number };
  /** By how much the network's perplexity a token is below the n-gram's: 0.25 is a quarter less. */
  readonly below: number;
}

export interface ChatData {
  readonly training: readonly ChatSequence[];
  /** Held-out sequences by dataset, in the order of the folders. */
  readonly heldOut: readonly (readonly ChatSequence[])[];
}

/**
 * All conversations of the dialogue datasets in the network's own tokens, as a base is trained on them. Throws
 * FileError.
 */
export async function loadChatData(network: Network, folders: readonly string[]): Promise<ChatData> {
  const training: ChatSequence[] = [];
  const heldOut: ChatSequence[][] = [];
  for (const folder of folders) {
    const own: ChatSequence[] = [];
    for await (const conversation of readConversations(folder)) {
      (conversation.heldOut ? own : training).push(
        ...packConversation(conversation, network.tokenizer, network.config.chat.context),
      );
    }
    heldOut.push(own);
  }
  return { training, heldOut };
}

/**
 * Sequences computed at a time, which are also the units of the interval: those of one conversation lie side by side.
 */
const CHUNK_SEQUENCES = 16;

export interface EvaluateChatOptions {
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * One result for each dataset; undefined for one without held-out targets. The n-gram model learns from all of the
 * training data.
 */
export async function evaluateChat(
  network: Network,
  { training, heldOut }: ChatData,
  { onProgress, signal }: EvaluateChatOptions = {},
): Promise<(ChatEvaluation | undefined)[]> {
  const ngram = trainNgram(training, network.config.chat.vocabulary);
  const trainedOn = training.reduce((sum, sequence) => sum + targetCount(sequence), 0);
  const total = heldOut.reduce((sum, sequences) => sum + sequences.length, 0);
  let done = 0;
  const results: (ChatEvaluation | undefined)[] = [];
  for (const sequences of heldOut) {
    const chunks: Chunk[] = [];
    for (let from = 0; from < sequences.length; from += CHUNK_SEQUENCES) {
      signal?.throwIfAborted();
      const some = sequences.slice(from, from + CHUNK_SEQUENCES);
      const tokens = some.reduce((sum, sequence) => sum + targetCount(sequence), 0);
      chunks.push({ tokens, nats: tokens * (await validateChat(network.config, network.parameters, some)) });
      onProgress?.((done += some.length), total);
    }
    const words = sequences.reduce((sum, sequence) => sum + countWords(sequence, network.tokenizer), 0);
    const counted = ngram.nats(sequences);
    const tokens = chunks.reduce((sum, chunk) => sum + chunk.tokens, 0);
    if (counted.tokens !== tokens)
      throw new RangeError(`the n-gram model judged ${counted.tokens} tokens, the network ${tokens}`);
    if (tokens === 0) {
      results.push(undefined);
      continue;
    }
    const own = perplexityOf(chunks, words);
    const other = perplexityOf([counted], words);
    results.push({
      sequences: sequences.length,
      tokens,
      words,
      network: own,
      ngram: { ...other, trainedOn },
      below: 1 - own.perToken / other.perToken,
    });
  }
  return results;
}

interface Chunk {
  readonly tokens: number;
  readonly nats: number;
}

const targetCount = ({ tokens, lossFrom }: ChatSequence): number => tokens.length - lossFrom;

/** The words of the target turns. */
function countWords({ tokens, lossFrom }: ChatSequence, tokenizer: Tokenizer): number {
  let words = 0;
  for (let from = lossFrom, at = lossFrom; at < tokens.length; at++) {
    if (tokens[at] !== tokenizer.endOfTurn) continue;
    words += tokenizer.decode(tokens.subarray(from, at)).match(/\S+/g)?.length ?? 0;
    from = at + 1;
  }
  return words;
}

/**
 * The interval is that of a ratio of sums over independent chunks (Cochran, Sampling Techniques, 6.4); none for a
 * single chunk.
 */
function perplexityOf(chunks: readonly Chunk[], words: number): Perplexity {
  const n = chunks.length;
  const tokens = chunks.reduce((sum, chunk) => sum + chunk.tokens, 0);
  const total = chunks.reduce((sum, chunk) => sum + chunk.nats, 0);
  const nats = total / tokens;
  const squares = chunks.reduce((sum, chunk) => sum + (chunk.nats - nats * chunk.tokens) ** 2, 0);
  const half = n > 1 ? (Z95 * Math.sqrt((squares * n) / (n - 1))) / tokens : null;
  return {
    nats,
    low: half === null ? null : nats - half,
    high: half === null ? null : nats + half,
    perToken: Math.exp(nats),
    perWord: Math.exp(total / Math.max(1, words)),
  };
}
