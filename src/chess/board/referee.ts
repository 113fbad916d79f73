/** A second opinion on recorded games, by a rules library that had no part in playing them: chess.js. */
import { Chess } from 'chess.js';
import type { Result, Termination } from '../../vocabulary/index.js';

export interface RefereedGame {
  /** As it is exported. */
  readonly pgn: string;
  /** All UCI moves, opening included, separated by blanks. */
  readonly moves: string;
  /** Those of the opening. */
  readonly opening: string;
  readonly result: Result;
  readonly termination: Termination;
  readonly plies: number;
  readonly maxPlies: number;
}

/** What is wrong with a recorded game, in words; null when all of it holds: PGN, moves, opening, end and result. */
export function refereeGame(game: RefereedGame): string | null {
  const board = new Chess();
  try {
    board.loadPgn(game.pgn);
  } catch (error) {
    return `its PGN is refused: ${error instanceof Error ? error.message.split('\n', 1)[0] : String(error)}`;
  }
  const history = board.history({ verbose: true }).map(({ lan }) => lan);
  const moves = game.moves.split(' ').filter(Boolean);
  const odd = moves.findIndex((move, ply) => move !== history[ply]);
  if (odd >= 0 || history.length !== moves.length)
    return `ply ${(odd >= 0 ? odd : moves.length) + 1}: the PGN has ${history[odd >= 0 ? odd : moves.length] ?? 'nothing'}, the record ${moves[odd] ?? 'nothing'}`;
  if (moves.length !== game.plies) return `${moves.length} plies, ${game.plies} on record`;
  if (game.opening !== '' && !`${game.moves} `.startsWith(`${game.opening} `))
    return 'it does not begin with its opening';
  if (board.getHeaders().Result !== game.result)
    return `the PGN says ${board.getHeaders().Result}, the record ${game.result}`;
  return endingProblem(board, game);
}

function endingProblem(board: Chess, { result, termination, plies, maxPlies }: RefereedGame): string | null {
  const loser = board.turn() === 'w' ? '0-1' : '1-0';
  const drawn = result === '1/2-1/2' ? null : `${termination}, but the result is ${result}`;
  switch (termination) {
    case 'checkmate':
      if (!board.isCheckmate()) return 'it does not end in checkmate';
      return result === loser ? null : `checkmate, but the result is ${result}`;
    case 'stalemate':
      return board.isStalemate() ? drawn : 'it does not end in stalemate';
    case 'threefold-repetition':
      return board.isThreefoldRepetition() ? drawn : 'no position occurred three times';
    case 'fifty-moves':
      return board.isDrawByFiftyMoves() ? drawn : 'fewer than fifty moves without capture or pawn move';
    case 'insufficient-material':
      return /[pqr]/i.test(board.fen().split(' ', 1)[0]!) ? 'there is material enough to mate' : drawn;
    case 'ply-limit':
      return plies >= maxPlies ? drawn : `it was cut at ${plies} of ${maxPlies} plies`;
    default:
      // a forfeit: the board cannot tell whose fault it was
      return board.isCheckmate() ? `${String(termination)}, but the board shows checkmate` : null;
  }
}
