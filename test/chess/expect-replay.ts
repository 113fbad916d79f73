import { Chess as Referee } from 'chess.js';
import { Chess } from 'chessops';
import { makeBoardFen } from 'chessops/fen';
import { expect } from 'vitest';
import { GameFilter } from '../../src/chess/dataset/game-filter.js';
import type { PgnReader } from '../../src/chess/pgn/pgn-read.js';
import { readMove } from '../../src/chess/pgn/read-move.js';

/**
 * Plays a game's moves by our rules and by chess.js, and expects one position at the end; the import takes the game.
 */
export function expectReplay(game: ReturnType<PgnReader['push']>[number]): void {
  const referee = new Referee();
  for (const move of game.moves) referee.move(move);
  expect(new GameFilter({ minRating: 0, minPly: 0 }).add(game)).toBeDefined();
  const position = Chess.default();
  for (const move of game.moves) position.play(readMove(position, move)!);
  expect(makeBoardFen(position.board)).toBe(referee.fen().split(' ')[0]);
}
