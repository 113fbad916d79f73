/** From a checked request to a sealed plan: defaults, problems, schedule and cost. */

export { analysisOf, isSequential, levelOf, pairSprtOf, plannedLooks, usesEProcess } from './analysis-settings.js';
export { type CostRates, costOf, DEFAULT_RATES, wallSeconds } from './cost.js';
export { countByPurpose, countDirectPairs, directScheduleOf, scheduleWithDefaults } from './direct-schedule.js';
export { failedFineTunes, failedReplicates } from './failed-replicates.js';
export { matchGames } from './match-schedule.js';
export {
  countGames,
  gamesOf,
  isSwiss,
  type MatchPlan,
  type Plan,
  planMatch,
  planTournament,
  scheduleOf,
  type TournamentPlan,
} from './plan.js';
export { hasPlantedArm, playText, positiveControlOf } from './planted-control.js';
export { countPairings, type PlannedGame, plannedGames } from './schedule.js';
export { planHashOf, type SealedMatch, type SealedPlan, type SealedTournament, sealedOf } from './sealed-plan.js';
export {
  DEFAULT_ARMS,
  fineTuneWithDefaults,
  matchWithDefaults,
  type SourceAddresses,
  tournamentWithDefaults,
} from './spec-defaults.js';
export { SpecError } from './spec-error.js';
