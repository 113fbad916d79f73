/** When a game is over: the rules of chess as tournaments apply them, and the plan's limit on plies. */
import type { Chess, Color } from 'chessops';
import type { Result, Termination } from '../../vocabulary/index.js';
import type { PositionHistory } from './position-history.js';

/** How a game ended. */
export interface Ending {
  readonly result: Result;
  readonly termination: Termination;
}

/** Half-moves without a capture or a pawn move after which a game is drawn (FIDE Laws of Chess, article 9.3). */
const FIFTY_MOVES = 100;

const MATED: Readonly<Record<Color, Ending>> = {
  white: { result: '0-1', termination: 'checkmate' },
  black: { result: '1-0', termination: 'checkmate' },
};
const draw = (termination: Termination): Ending => ({ result: '1/2-1/2', termination });
const STALEMATE = draw('stalemate');
const DEAD = draw('insufficient-material');
const REPEATED = draw('threefold-repetition');
const FIFTY = draw('fifty-moves');
const LONG = draw('ply-limit');

/**
 * Returns how the game ended with this position, or undefined if it continues. `history` must already contain the
 * position. Checkmate is tested first, so that a mate on the hundredth half-move wins. Threefold repetition and the
 * fifty-move rule end the game without a claim. Callers that have already generated the legal moves pass `hasMoves`.
 */
export function endingOf(
  position: Chess,
  history: PositionHistory,
  maxPlies = Number.POSITIVE_INFINITY,
  hasMoves: boolean = position.hasDests(),
): Ending | undefined {
  if (!hasMoves) return position.isCheck() ? MATED[position.turn] : STALEMATE;
  if (isDead(position)) return DEAD;
  if (history.occurrences() >= 3) return REPEATED;
  if (position.halfmoves >= FIFTY_MOVES) return FIFTY;
  if (history.plies >= maxPlies) return LONG;
  return undefined;
}

/** Whether the material alone rules out a mate by either side. */
function isDead(position: Chess): boolean {
  const { pawn, rook, queen } = position.board;
  // Fast path: with a pawn, rook or queen a mate is possible. This avoids building chessops' square sets.
  if ((pawn.lo | pawn.hi | rook.lo | rook.hi | queen.lo | queen.hi) !== 0) return false;
  return position.isInsufficientMaterial();
}
