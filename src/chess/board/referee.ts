/** Verifies recorded games with a rules library that was not used to play them: chess.js. */
import { Chess } from 'chess.js';
import type { Result, Termination } from '../../vocabulary/index.js';

/** A recorded game to verify. */
interface RefereedGame {
  /** The exported PGN. */
  readonly pgn: string;
  /** All UCI moves, opening included, separated by spaces. */
  readonly moves: string;
  /** UCI moves of the opening, separated by spaces. */
  readonly opening: string;
  readonly result: Result;
  readonly termination: Termination;
  /** Recorded number of half-moves, opening included. */
  readonly plies: number;
  /** The plan's limit on half-moves. */
  readonly maxPlies: number;
}

/**
 * Returns the first problem of a recorded game as text, or null if PGN, moves, opening, ending and result are correct.
 */
export function refereeGame(game: RefereedGame): string | null {
  const board = new Chess();
  try {
    board.loadPgn(game.pgn);
  } catch (error) {
    return `its PGN is refused: ${error instanceof Error ? error.message.split('\n', 1)[0] : String(error)}`;
  }
  const history = board.history({ verbose: true }).map(({ lan }) => lan);
  const moves = game.moves.split(' ').filter(Boolean);
  const differing = moves.findIndex((move, ply) => move !== history[ply]);
  if (differing >= 0 || history.length !== moves.length) {
    const ply = differing >= 0 ? differing : moves.length;
    return `ply ${ply + 1}: the PGN has ${history[ply] ?? 'nothing'}, the record ${moves[ply] ?? 'nothing'}`;
  }
  if (moves.length !== game.plies) return `${moves.length} plies, ${game.plies} on record`;
  if (game.opening !== '' && !`${game.moves} `.startsWith(`${game.opening} `))
    return 'it does not begin with its opening';
  if (board.getHeaders().Result !== game.result)
    return `the PGN says ${board.getHeaders().Result}, the record ${game.result}`;
  return endingProblem(board, game);
}

/** Checks that the final position agrees with termination and result. */
function endingProblem(board: Chess, { result, termination, plies, maxPlies }: RefereedGame): string | null {
  const loser = board.turn() === 'w' ? '0-1' : '1-0';
  const drawProblem = result === '1/2-1/2' ? null : `${termination}, but the result is ${result}`;
  switch (termination) {
    case 'checkmate':
      if (!board.isCheckmate()) return 'it does not end in checkmate';
      return result === loser ? null : `checkmate, but the result is ${result}`;
    case 'stalemate':
      return board.isStalemate() ? drawProblem : 'it does not end in stalemate';
    case 'threefold-repetition':
      return board.isThreefoldRepetition() ? drawProblem : 'no position occurred three times';
    case 'fifty-moves':
      return board.isDrawByFiftyMoves() ? drawProblem : 'fewer than fifty moves without capture or pawn move';
    case 'insufficient-material':
      return /[pqr]/i.test(board.fen().split(' ', 1)[0]!) ? 'there is material enough to mate' : drawProblem;
    case 'ply-limit':
      return plies >= maxPlies ? drawProblem : `it was cut at ${plies} of ${maxPlies} plies`;
    default:
      // a forfeit: the board does not show who forfeited
      return board.isCheckmate() ? `${String(termination)}, but the board shows checkmate` : null;
  }
}
