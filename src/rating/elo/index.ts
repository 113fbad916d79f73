/** Elo scales and the outcome models behind them. */

export {
  type DavidsonMatch,
  davidsonEloOfMargin,
  davidsonEloPerShare,
  drawWeightOf,
} from './davidson-scale.js';
export { ELO_PER_LOG, type EloEstimate, eloOfGames, eloOfPairs, eloOfScore, NORMALISED, scoreOfElo } from './elo.js';
export { type Elo, eloOfMatch, perfectEnds } from './elo-of-match.js';
export { eloOnScale, type ScaleEstimate } from './elo-on-scale.js';
export {
  type ModelName,
  type ModelPoint,
  momentsOf,
  outcomeDistribution,
  outcomeProbabilities,
} from './outcome-models.js';
export { pairsRatio } from './pair-counts.js';
export { bayesEloOf, bayesEloScale, logisticOfBayesElo } from './score-models.js';
