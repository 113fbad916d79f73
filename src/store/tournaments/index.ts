/** Rows of tournaments and matches: creation, progress, state changes, evidence. */

export { addSwissRounds } from './add-swiss-rounds.js';
export { advanceTournaments } from './advance-tournaments.js';
export { createTournament } from './create-tournament.js';
export { dueStopLooks, recordStopLook } from './due-stop-looks.js';
export { failTournament } from './fail-tournament.js';
export { getContestants } from './get-contestants.js';
export { getTournament, getTournamentSummary } from './get-tournament.js';
export { listTournaments } from './list-tournaments.js';
export { reportInput } from './report-input.js';
export { requestCancel } from './request-cancel.js';
export { retryTournament } from './retry-tournament.js';
export { stopEarly } from './stop-early.js';
export { tournamentEvidence } from './tournament-evidence.js';
export { tournamentProgress } from './tournament-progress.js';
export { verifyRecord } from './verify-record.js';
