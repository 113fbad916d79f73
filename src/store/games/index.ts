/** Rows of games and results: claim, lease, record, totals, hash chain. */

export { claimGames, dueGames, releaseGames, renewGames } from './claim-games.js';
export { faultsByContestant, playByContestant, replaysByContestant } from './contestant-totals.js';
export { getGame, insertGames, listGames } from './games.js';
export { gamesWithOtherMoves, settleOtherMoves } from './other-moves.js';
export { recordResults } from './record-results.js';
export { verifyChain } from './result-chain.js';
export { allResults, listRecorded, type RecordedRow } from './results.js';
export { styleByContestant } from './style-by-contestant.js';
