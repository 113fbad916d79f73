/** Rows of tournaments and matches: creation, progress, state changes, evidence. */

export { addSwissRounds } from './add-swiss-rounds.js';
export { advanceTournaments } from './advance-tournaments.js';
export { createTournament } from './create-tournament.js';
export { failTournament } from './fail-tournament.js';
export { firstResult } from './first-result.js';
export { reportInput } from './report-input.js';
export { requestCancel } from './request-cancel.js';
export { retryTournament } from './retry-tournament.js';
export { dueStopLooks, recordStopLook, stopEarly } from './stop-early.js';
export { tournamentEvidence } from './tournament-evidence.js';
export {
  getContestants,
  getTournament,
  getTournamentSummary,
  listTournaments,
  tournamentProgress,
} from './tournaments.js';
export { verifyRecord } from './verify-record.js';
