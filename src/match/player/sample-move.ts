import { moveWeights } from '../../chess/board/index.js';

/** A sampled move. */
interface Sample {
  /** Policy index of the move. */
  readonly index: number;
  /** Index of the move in the list that was sampled from. */
  readonly position: number;
  /** The unused part of the uniform number: again uniform in [0, 1), and independent of the move. */
  readonly remainder: number;
}

/**
 * Samples from softmax(logits / temperature) by inversion of the cumulative distribution at `uniform` in [0, 1).
 * `moves` are policy indices, at least one. Temperature 0 takes the largest logit, of equal ones the lowest index.
 */
export function sampleMove(
  moves: readonly number[],
  logits: readonly number[],
  temperature: number,
  uniform: number,
): Sample {
  const weights = moveWeights(moves, logits, temperature);
  let total = 0;
  for (const weight of weights) total += weight;
  let target = uniform * total;
  let position = 0;
  while (position < weights.length - 1 && target >= weights[position]!) target -= weights[position++]!;
  while (weights[position] === 0) position--; // rounding at the end of the list
  const remainder = Math.min(Math.max(target / weights[position]!, 0), 1 - 2 ** -32);
  return { index: moves[position]!, position, remainder };
}
