/** Samples the next token of a reply from its logits. Plain arithmetic, no tensors. */
import type { ReplyDecoding } from '../../spec/index.js';

/** The settings of one token; the others concern the reply as a whole. */
export type TokenDecoding = Omit<ReplyDecoding, 'bestOf' | 'maxTokens' | 'beam' | 'lengthPenalty'>;

/**
 * Samples a token at the given temperature from the top k tokens (Fan et al., arXiv 1805.04833) and, of these, the
 * nucleus of `topP` (Holtzman et al., arXiv 1904.09751), after penalising repetition. `ids` with their `logits` are the
 * likeliest tokens, at least as many as `candidatesNeeded` says, or all. `previous` is the reply so far; `uniform` is a
 * number from [0, 1). The caller draws one at every temperature, so that random streams stay aligned.
 */
export function sampleToken(
  { ids, logits }: { readonly ids: Int32Array; readonly logits: Float32Array },
  previous: readonly number[],
  endOfTurn: number,
  decoding: TokenDecoding,
  uniform: number,
): number {
  const scores = new Map(Array.from(ids, (token, i) => [token, logits[i]!]));
  penalize(scores, previous, decoding.repetitionPenalty);
  for (const token of blockedByRepetition(previous, decoding.noRepeat)) scores.delete(token);
  if (previous.length < decoding.minTokens) scores.delete(endOfTurn);
  const order = [...scores.keys()].sort((a, b) => scores.get(b)! - scores.get(a)! || a - b).slice(0, decoding.topK);
  return draw(order, (token) => scores.get(token)!, decoding, uniform);
}

/** How many logits `sampleToken` needs: a penalty or a block lowers at most the tokens of the reply and its end. */
export const candidatesNeeded = ({ topK, maxTokens }: Pick<ReplyDecoding, 'topK' | 'maxTokens'>): number =>
  topK + maxTokens + 1;

/** Draws from tokens in descending order of their scores. */
function draw(
  order: readonly number[],
  scoreOf: (token: number) => number,
  { temperature, topP }: TokenDecoding,
  uniform: number,
): number {
  if (temperature === 0) return order[0]!;
  const highest = scoreOf(order[0]!);
  const weights = order.map((token) => Math.exp((scoreOf(token) - highest) / temperature));
  const size = nucleusSize(weights, topP);
  let remaining = uniform * sum(weights, size);
  for (let i = 0; i < size; i++) {
    remaining -= weights[i]!;
    if (remaining < 0) return order[i]!;
  }
  return order[size - 1]!;
}

/** Repetition penalty: Keskar et al., arXiv 1909.05858, section 4.1. Tokens without a score get none. */
function penalize(
  scores: { get(token: number): number | undefined; set(token: number, score: number): void },
  previous: readonly number[],
  penalty: number,
): void {
  for (const token of new Set(previous)) {
    const score = scores.get(token);
    if (score !== undefined) scores.set(token, score > 0 ? score / penalty : score * penalty);
  }
}

/**
 * Returns the tokens that would repeat an n-gram of `length` tokens (Paulus et al., arXiv 1705.04304, section 2.5).
 */
export function blockedByRepetition(previous: readonly number[], length: number): number[] {
  if (length === 0) return [];
  const start = previous.length - (length - 1);
  const blocked: number[] = [];
  for (let at = 0; at < start; at++) {
    let same = 0;
    while (same < length - 1 && previous[at + same] === previous[start + same]) same++;
    if (same === length - 1) blocked.push(previous[at + length - 1]!);
  }
  return blocked;
}

/** Number of leading weights (in descending order) whose sum reaches this share of the total. */
function nucleusSize(weights: readonly number[], share: number): number {
  const target = share * sum(weights, weights.length);
  let cumulative = 0;
  for (let i = 0; i < weights.length; i++) {
    cumulative += weights[i]!;
    if (cumulative >= target) return i + 1;
  }
  return weights.length;
}

/** Sum of the first `size` weights. */
function sum(weights: readonly number[], size: number): number {
  let total = 0;
  for (let i = 0; i < size; i++) total += weights[i]!;
  return total;
}
