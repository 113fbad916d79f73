import { halfPointsOf, type Result } from '../vocabulary/index.js';

/** Two games with colours swapped, from the first player's side: what it made of each, the lesser first. A drawn pair (one point) is WL or DD: the two say different things about the openings. */
export type PairKind = 'LL' | 'LD' | 'WL' | 'DD' | 'WD' | 'WW';

/** The first player has White in the first game and Black in the second. */
export function pairKind(first: Result, second: Result): PairKind {
  const [a, b] = [halfPointsOf(first, true), halfPointsOf(second, false)];
  if (a + b === 2) return a === 1 ? 'DD' : 'WL';
  return (['LL', 'LD', 'WL', 'WD', 'WW'] as const)[a + b]!;
}

/** Pairs won (more than one point of two) for each pair lost; null without lost pairs. */
export function pairsRatio([none, half, , most, all]: readonly [number, number, number, number, number]):
  | number
  | null {
  return none + half > 0 ? (most + all) / (none + half) : null;
}
