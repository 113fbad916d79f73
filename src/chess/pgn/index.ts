/** PGN: reading games and results, parsing moves, writing games. */

export { GameEvaluations } from './game-evaluations.js';
export { type ParsedGame, PgnReader } from './pgn-read.js';
export { PgnResults } from './pgn-results.js';
export { gameToPgn, type PgnSide } from './pgn-write.js';
export { isNullMove, looksLikeMove, readMove } from './read-move.js';
