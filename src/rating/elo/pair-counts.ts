/**
 * Number of pairs won (more than one point of two) divided by that of pairs lost, fastchess's PairsRatio. Returns null
 * without lost pairs.
 * @param pairs Counts of pairs with 0, ½, 1, 1½ and 2 points.
 */
export function pairsRatio([none, half, , oneAndHalf, two]: readonly [number, number, number, number, number]):
  | number
  | null {
  return none + half > 0 ? (oneAndHalf + two) / (none + half) : null;
}
