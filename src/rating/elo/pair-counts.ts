/**
 * Pairs won (more than one point of two) for each pair lost, as fastchess's PairsRatio. Returns null without lost
 * pairs.
 * @param pairs Counts of pairs with 0, ½, 1, 1½ and 2 points.
 */
export function pairsRatio([none, half, , most, all]: readonly [number, number, number, number, number]):
  | number
  | null {
  return none + half > 0 ? (most + all) / (none + half) : null;
}
