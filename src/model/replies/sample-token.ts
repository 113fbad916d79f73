/** The next token of a reply, from the logits after the tokens before it. Plain arithmetic, no tensors. */
import type { ReplyDecoding } from '../../spec/index.js';

/** `bestOf` and `maxTokens` are for the reply as a whole. */
export type TokenDecoding = Omit<ReplyDecoding, 'bestOf' | 'maxTokens'>;

/**
 * Draws by temperature among the top k tokens (Fan et al., arXiv 1805.04833) and, of these, the nucleus of `topP`
 * (Holtzman et al., arXiv 1904.09751), after repetition was made less likely. `said` is the reply so far, `pick` a
 * uniform number from [0, 1), used whatever the temperature is, so that streams of numbers stay aligned.
 */
export function sampleToken(
  logits: Float32Array,
  said: readonly number[],
  endOfTurn: number,
  decoding: TokenDecoding,
  pick: number,
): number {
  const scores = Float32Array.from(logits);
  penalize(scores, said, decoding.repetitionPenalty);
  for (const token of blockedByRepetition(said, decoding.noRepeat)) scores[token] = -Infinity;
  if (said.length < decoding.minTokens) scores[endOfTurn] = -Infinity;
  const order = topTokens(scores, decoding.topK);
  if (decoding.temperature === 0) return order[0]!;
  const highest = scores[order[0]!]!;
  const weights = order.map((token) => Math.exp((scores[token]! - highest) / decoding.temperature));
  const size = nucleusSize(weights, decoding.topP);
  let rest = pick * sum(weights, size);
  for (let i = 0; i < size; i++) {
    rest -= weights[i]!;
    if (rest < 0) return order[i]!;
  }
  return order[size - 1]!;
}

/** Keskar et al., arXiv 1909.05858, section 4.1. */
function penalize(scores: Float32Array, said: readonly number[], penalty: number): void {
  for (const token of new Set(said)) {
    const score = scores[token]!;
    scores[token] = score > 0 ? score / penalty : score * penalty;
  }
}

/**
 * Tokens that would end the same `length` tokens that were said before (Paulus et al., arXiv 1705.04304, section 2.5).
 */
function blockedByRepetition(said: readonly number[], length: number): number[] {
  if (length === 0) return [];
  const start = said.length - (length - 1);
  const found: number[] = [];
  for (let at = 0; at < start; at++) {
    let same = 0;
    while (same < length - 1 && said[at + same] === said[start + same]) same++;
    if (same === length - 1) found.push(said[at + length - 1]!);
  }
  return found;
}

/** The k tokens of the highest scores, best first; of equal scores the lower token. */
function topTokens(scores: Float32Array, k: number): number[] {
  const least = Float32Array.from(scores).sort()[Math.max(0, scores.length - k)]!;
  const order: number[] = [];
  scores.forEach((score, token) => {
    if (score >= least && score > -Infinity) order.push(token);
  });
  return order.sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, k);
}

/** How many of the descending weights reach the share of their sum. */
function nucleusSize(weights: readonly number[], share: number): number {
  const enough = share * sum(weights, weights.length);
  let reached = 0;
  for (let i = 0; i < weights.length; i++) {
    reached += weights[i]!;
    if (reached >= enough) return i + 1;
  }
  return weights.length;
}

function sum(weights: readonly number[], size: number): number {
  let total = 0;
  for (let i = 0; i < size; i++) total += weights[i]!;
  return total;
}
