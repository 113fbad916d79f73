/** Specs with their defaults, schedules, sealed plans, cost and power. */

export { analysisOf, isSequential, levelOf, pairsTestOf } from './analysis-settings.js';
export { type CostRates, costOf, DEFAULT_RATES } from './cost.js';
export type { EarlierLook, EarlierLooks, ReplicateDifference } from './earlier-looks.js';
export { matchGames } from './match-schedule.js';
export {
  countGames,
  gamesOf,
  isSwiss,
  type MatchPlan,
  type Plan,
  planHashOf,
  planMatch,
  planTournament,
  type SealedMatch,
  type SealedPlan,
  type SealedTournament,
  scheduleOf,
  sealedOf,
  type TournamentPlan,
} from './plan.js';
export { type Power, powerOf } from './power.js';
export type { PlannedGame } from './schedule.js';
export {
  DEFAULT_ARMS,
  fineTuneWithDefaults,
  matchWithDefaults,
  type SourceAddresses,
  tournamentWithDefaults,
} from './spec-defaults.js';
export { SpecError } from './spec-error.js';
