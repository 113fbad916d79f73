/** Ratings and tests as pure functions: Elo, Davidson, sequential tests and the numerics below them. */

export { estimateAfterStop, type StoppedEstimate } from './after-stop.js';
export { alphaRank } from './alpha-rank.js';
export { perfectScorerBound, type Side, sideOf } from './bounds.js';
export { type Cell, cellsOf, type IndexedGame, recordsOf } from './cells.js';
export { crossTable, type Pairings, pairingsOf, payoffs } from './cross-table.js';
export { type CycleTest, chiSquareTail, cycleTest } from './cycle-test.js';
export type { DavidsonPoint } from './davidson-derivatives.js';
export { momentsOf, outcomeProbabilities } from './davidson-model.js';
export { losMatrix, rankIntervalsOf } from './diagnostics.js';
export { ELO_PER_LOG, type EloEstimate, eloOfGames, eloOfPairs, eloOfScore } from './elo.js';
export { type Elo, eloOfMatch, perfectEnds } from './elo-of-match.js';
export { eloOnScale, type ScaleEstimate } from './elo-on-scale.js';
export { type JointRating, rateJointly } from './joint.js';
export { cholesky, invertCholesky, solveCholesky } from './linear-algebra.js';
export { normalCdf, normalQuantile, Z95 } from './normal.js';
export type { ModelName } from './outcome-models.js';
export type { PairCells } from './pair-cells.js';
export { pairsRatio } from './pair-counts.js';
export { PairTable } from './pair-table.js';
export { placeAgainst } from './place.js';
export type { PlayerRating, PlayersRating } from './players-rating.js';
export { ratePlayers } from './rate-players.js';
export { type Mean, RunningMean } from './running-mean.js';
export { replicatesNeeded, signFlipTest } from './sign-flip.js';
export { type SprtBounds, type SprtPlan, type SprtState, sprt } from './sprt.js';
export { type MeanInterval, meanInterval, studentCdf, studentQuantile } from './student.js';
export { type Share, shareOf } from './wilson.js';
