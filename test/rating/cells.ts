import { gatherPairs, type PairCells } from '../../src/rating/davidson/pair-cells.js';

/** Counts of the games that `white` had with White against `black`; fractions are allowed. */
export interface CellRow {
  readonly white: number;
  readonly black: number;
  readonly wins: number;
  readonly draws: number;
  readonly losses: number;
}

/** Cells from rows written out by hand, in any order. */
export const cellsFrom = (players: number, rows: readonly CellRow[]): PairCells =>
  gatherPairs(
    players,
    Int32Array.from(rows, ({ white }) => white),
    Int32Array.from(rows, ({ black }) => black),
    ({ wins, draws, losses }, at, row) => {
      wins[at]! += rows[row]!.wins;
      draws[at]! += rows[row]!.draws;
      losses[at]! += rows[row]!.losses;
    },
  );
