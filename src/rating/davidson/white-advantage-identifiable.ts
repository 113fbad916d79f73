import type { PairCells } from './pair-cells.js';

/**
 * Whether White's advantage is identifiable, that is, distinguishable from differences in strength. It is not if every
 * player can be assigned a height such that White's exceeds Black's by one in every game: then a change of δ equals a
 * change of strengths along these heights. Weighted union-find, which stops at the first contradiction, usually after a
 * few cells.
 */
export function isWhiteAdvantageIdentifiable({ players, white, black }: PairCells): boolean {
  const parent = Int32Array.from({ length: players }, (_, i) => i);
  const above = new Float64Array(players); // height above the parent
  let height = 0;
  /** Returns the root of a player and sets `height` to the height above it. Halves paths. */
  const rootOf = (player: number): number => {
    height = 0;
    while (parent[player] !== player) {
      const next = parent[player]!;
      above[player]! += above[next]!;
      parent[player] = parent[next]!;
      height += above[player]!;
      player = parent[player]!;
    }
    return player;
  };
  for (let i = 0; i < white.length; i++) {
    const b = rootOf(black[i]!);
    const required = height + 1;
    const w = rootOf(white[i]!);
    if (w !== b) {
      parent[w] = b;
      above[w] = required - height;
    } else if (height !== required) return true;
  }
  return false;
}
