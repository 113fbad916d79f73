/** Ratings of many players by maximum likelihood: one likelihood, one Newton solver, one covariance. */

export { alphaRank } from './alpha-rank.js';
export { crossTable, type Pairings, pairingsOf, payoffs } from './cross-table.js';
export { type CycleTest, cycleTest } from './cycle-test.js';
export { losMatrix, rankIntervalsOf } from './los-and-ranks.js';
export { cellsOf, cellsWhere, type IndexedGame, type PairCells, recordsOf } from './pair-cells.js';
export { PairTable } from './pair-table.js';
export { perfectScorerBound, type Side, sideOf } from './perfect-score-bound.js';
export type { PlayerRating, PlayersRating } from './players-rating.js';
export { rateAgainstFixed } from './rate-against-fixed.js';
export { type JointRating, rateJointly } from './rate-jointly.js';
export { ratePlayers } from './rate-players.js';
