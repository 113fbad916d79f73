/** Simulated studies whose truth is known, as sums of points: thousands of them in seconds. */
import { normalQuantile } from '../../src/rating/numerics/normal.js';
import type { Random } from '../../src/spec/random.js';

/** Share of points per Elo at equality. */
export const SLOPE = Math.LN10 / 1600;
/** Chance of a draw in a game between equals. */
const DRAWS = 0.4;

export interface Tally {
  /** Points of the first side less half of the games. */
  margin: number;
  /** Sums of squares of pairs' and of games' shares about ½. */
  pairSquares: number;
  gameSquares: number;
}

export interface Study {
  /** By replicate: first arm's share of points minus the second's over all matches. */
  readonly differences: readonly number[];
  /** The same over the games of each block alone. */
  readonly blocks: readonly number[];
  readonly table: readonly (readonly number[])[];
  /** Sums over the matches between the arms. */
  readonly between: Tally;
}

export interface Setting {
  readonly replicates: number;
  /** Pairs of games of each pairing. */
  readonly pairs: number;
  /** Between-seed standard deviation of one arm's children, Elo. */
  readonly deviation: number;
  /** True difference of the arms, Elo. */
  readonly gap: number;
}

export function normal(random: Random): number {
  return normalQuantile((random.uint32() + 0.5) / 2 ** 32);
}

/** A match between one and another who is `elo` weaker: one uniform number a game, nothing kept but sums. */
function match(elo: number, pairs: number, random: Random, into: Tally): void {
  const score = Math.min(0.98, Math.max(0.02, 0.5 + SLOPE * elo));
  const draw = DRAWS * 4 * score * (1 - score);
  const [won, held] = [(score - draw / 2) * 2 ** 32, (score + draw / 2) * 2 ** 32];
  let [sum, pairSquares, decided] = [0, 0, 0];
  for (let pair = 0; pair < pairs; pair++) {
    const [u, v] = [random.uint32(), random.uint32()];
    // half points above the even: -1, 0 or 1
    const a = u < won ? 1 : u < held ? 0 : -1;
    const b = v < won ? 1 : v < held ? 0 : -1;
    sum += a + b;
    pairSquares += (a + b) * (a + b);
    decided += a * a + b * b;
  }
  into.margin = sum / 2;
  into.pairSquares = pairSquares / 16;
  into.gameSquares = decided / 4;
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/**
 * Two arms, every child meets every other. Expected scores are linear in Elo, so the true contrast is SLOPE times the
 * gap, exactly.
 */
export function simulate({ replicates: n, pairs, deviation, gap }: Setting, random: Random): Study {
  const strengths = Array.from({ length: 2 * n }, (_, i) => (i < n ? gap / 2 : -gap / 2) + deviation * normal(random));
  const margins = strengths.map(() => new Array<number>(2 * n).fill(0));
  const between: Tally = { margin: 0, pairSquares: 0, gameSquares: 0 };
  const one: Tally = { margin: 0, pairSquares: 0, gameSquares: 0 };
  for (let i = 0; i < 2 * n; i++)
    for (let j = i + 1; j < 2 * n; j++) {
      match(strengths[i]! - strengths[j]!, pairs, random, one);
      margins[i]![j] = one.margin / (2 * pairs);
      margins[j]![i] = -one.margin / (2 * pairs);
      if (i >= n || j < n) continue;
      between.margin += one.margin;
      between.pairSquares += one.pairSquares;
      between.gameSquares += one.gameSquares;
    }
  const replicates = Array.from({ length: n }, (_, r) => r);
  // a child's strength is its mean margin over all 2n children, itself counted as 0: then a gap of d is a difference of
  // d
  const differences = replicates.map((r) => mean(margins[r]!) - mean(margins[n + r]!));
  const blocks = replicates.map((r) => {
    const met = [...replicates.slice(0, r + 1), ...replicates.slice(0, r + 1).map((i) => n + i)];
    return mean(met.map((i) => margins[r]![i]!)) - mean(met.map((i) => margins[n + r]![i]!));
  });
  return { differences, blocks, table: margins.slice(0, n).map((row) => row.slice(n)), between };
}
