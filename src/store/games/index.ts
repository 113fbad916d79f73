/** Rows of games and results: claim, lease, record, sums, hash chain. */

export { allResults } from './all-results.js';
export { claimGames } from './claim-games.js';
export { dueGames } from './due-games.js';
export { faultsByContestant } from './faults-by-contestant.js';
export { getGame } from './get-game.js';
export { insertGames } from './insert-games.js';
export { listGames } from './list-games.js';
export { listRecorded, type RecordedRow } from './list-recorded.js';
export { playByContestant } from './play-by-contestant.js';
export { recordResults } from './record-results.js';
export { releaseGames } from './release-games.js';
export { renewGames } from './renew-games.js';
export { replaysByContestant } from './replays-by-contestant.js';
export { styleByContestant } from './style-by-contestant.js';
export { verifyChain } from './verify-chain.js';
