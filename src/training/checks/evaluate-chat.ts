/** Perplexity of a network on held-out conversations, compared with an n-gram model of the same tokens. */
import { readConversations } from '../../dialogue/conversation/index.js';
import type { Tokenizer } from '../../dialogue/tokens/index.js';
import { type ChatSequence, packConversation, trainNgram } from '../../dialogue/tokens/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import { Z95 } from '../../rating/numerics/index.js';
import { validateChat } from '../losses/index.js';

/** Cross-entropy and perplexity of a model on one dataset. */
interface Perplexity {
  /** Mean nats per target token. `low` and `high` bound its 95 % interval; null where none can be estimated. */
  readonly nats: number;
  readonly low: number | null;
  readonly high: number | null;
  /** exp(nats). */
  readonly perToken: number;
  /** exp(nats of all target tokens / words in them). Ends of turns add nats but are not words. */
  readonly perWord: number;
}

/** Result for one dataset. */
export interface ChatEvaluation {
  readonly sequences: number;
  /** Target tokens: those of the turns after the first, each with its end of turn. */
  readonly tokens: number;
  /** Runs of non-white-space in the target turns. */
  readonly words: number;
  readonly network: Perplexity;
  /**
   * Trigram model with interpolated modified Kneser-Ney smoothing over the same tokens. `trainedOn`: its training
   * tokens.
   */
  readonly ngram: Perplexity & { readonly trainedOn: number };
  /** 1 - network's perplexity per token / the n-gram's: 0.25 is a quarter less. */
  readonly below: number;
}

/** Conversations of some dialogue datasets as token sequences. */
interface ChatData {
  readonly training: readonly ChatSequence[];
  /** Held-out sequences by dataset, in the order of the folders. */
  readonly heldOut: readonly (readonly ChatSequence[])[];
}

/**
 * Loads all conversations of dialogue datasets in the network's own tokens, packed as for training a base. Throws
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
 * Sequences evaluated at a time. They are also the independent units of the interval: sequences of one conversation are
 * consecutive.
 */
const CHUNK_SEQUENCES = 16;

interface EvaluateChatOptions {
  /** Called with the sequences done and all of them. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Evaluates a network on each dataset; the result is undefined for a dataset without held-out targets. The n-gram model
 * is trained on all of the training data. Throws the signal's reason after an abort.
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
      const part = sequences.slice(from, from + CHUNK_SEQUENCES);
      chunks.push(await evaluateChunk(network, part));
      onProgress?.((done += part.length), total);
    }
    const ngramResult = ngram.nats(sequences);
    const tokens = chunks.reduce((sum, chunk) => sum + chunk.tokens, 0);
    if (ngramResult.tokens !== tokens)
      throw new RangeError(`the n-gram model evaluated ${ngramResult.tokens} tokens, the network ${tokens}`);
    if (tokens === 0) {
      results.push(undefined);
      continue;
    }
    const words = sequences.reduce((sum, sequence) => sum + countWords(sequence, network.tokenizer), 0);
    const own = perplexityOf(chunks, words);
    const other = perplexityOf([ngramResult], words);
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
  /** Target tokens. */
  readonly tokens: number;
  /** Sum over the target tokens. */
  readonly nats: number;
}

async function evaluateChunk(network: Network, sequences: readonly ChatSequence[]): Promise<Chunk> {
  const tokens = sequences.reduce((sum, sequence) => sum + targetCount(sequence), 0);
  return { tokens, nats: tokens * (await validateChat(network.config, network.parameters, sequences)) };
}

const targetCount = ({ tokens, lossFrom }: ChatSequence): number => tokens.length - lossFrom;

/** Counts the words of the target turns. */
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
 * Perplexity over chunks. The interval is that of a ratio of sums over independent chunks (Cochran, Sampling
 * Techniques, 6.4); a single chunk has none.
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
