/** PGN: reading games and results, writing games. */

export { GameEvaluations } from './game-evaluations.js';
export { type PgnGame, PgnReader } from './pgn-read.js';
export { PgnResults } from './pgn-results.js';
export { gameToPgn, type PgnSide } from './pgn-write.js';
export { isNullMove, looksLikeMove, readMove } from './read-move.js';
