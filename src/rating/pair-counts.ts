/** Two games with colours swapped, from the first player's side, and who won each: White, Black or nobody. */
export type GameResult = '1-0' | '0-1' | '1/2-1/2';
/** A drawn pair (one point) is WL or DD: the two say different things about the openings. */
export type PairKind = 'LL' | 'LD' | 'WL' | 'DD' | 'WD' | 'WW';

/** The first player has White in the first game and Black in the second. */
export function pairKind(first: GameResult, second: GameResult): PairKind {
  const points = (result: GameResult, winning: GameResult): 0 | 1 | 2 =>
    result === '1/2-1/2' ? 1 : result === winning ? 2 : 0;
  const [a, b] = [points(first, '1-0'), points(second, '0-1')];
  if (a + b === 2) return a === 1 ? 'DD' : 'WL';
  return (['LL', 'LD', 'WL', 'WD', 'WW'] as const)[a + b]!;
}

/** Pairs won (more than one point of two) for each pair lost; null without lost pairs. */
export function pairsRatio([none, half, , most, all]: readonly [number, number, number, number, number]):
  | number
  | null {
  return none + half > 0 ? (most + all) / (none + half) : null;
}
