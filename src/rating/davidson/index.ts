/** Joint ratings of many players by maximum likelihood: likelihood, Newton solver, covariance, diagnostics. */

export { alphaRank } from './alpha-rank.js';
export { crossTable, type Pairings, pairingsOf, payoffs } from './cross-table.js';
export { type CycleTest, cycleTest } from './cycle-test.js';
export { losMatrix, rankIntervals } from './los-and-ranks.js';
export { cellsOf, cellsWhere, type IndexedGame, type PairCells, recordsOf } from './pair-cells.js';
export { PairTable } from './pair-table.js';
export { perfectScorerBound, perfectScoreSide, type Side } from './perfect-score-bound.js';
export type { PlayerRating, PlayersRating } from './players-rating.js';
export { rateAgainstFixed } from './rate-against-fixed.js';
export { type JointRating, rateJointly } from './rate-jointly.js';
export { ratePlayers } from './rate-players.js';
