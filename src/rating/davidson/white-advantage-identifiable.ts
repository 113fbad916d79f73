import type { PairCells } from './pair-cells.js';

/**
 * Whether the games tell White's advantage from differences of the players. They do not where every player can be given
 * a height such that White's exceeds Black's by one in every game: then δ and the strengths along those heights have
 * one effect. Weighted union and find, which ends at the first game that does not fit, mostly one of the first.
 */
export function isWhiteAdvantageIdentifiable({ players, white, black }: PairCells): boolean {
  const parent = Int32Array.from({ length: players }, (_, i) => i);
  const above = new Float64Array(players); // height over the parent
  let height = 0;
  /** Returns the root of a player and sets `height` to the height over it. Halves paths on the way. */
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
    const wanted = height + 1;
    const w = rootOf(white[i]!);
    if (w !== b) {
      parent[w] = b;
      above[w] = wanted - height;
    } else if (height !== wanted) return true;
  }
  return false;
}
