/** When a game is over: the rules of chess as tournaments apply them, and the plan's limit on plies. */
import type { Chess, Color } from 'chessops';
import type { Result, Termination } from '../../vocabulary/index.js';
import type { PositionHistory } from './position-history.js';

export interface Ending {
  readonly result: Result;
  readonly termination: Termination;
}

/** Half-moves without a capture or a pawn move after which a game is drawn (article 9.3 of FIDE's laws). */
export const FIFTY_MOVES = 100;

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
 * How the game ended with this position, or undefined while it goes on. `history` already holds the position.
 * Mate comes first, so that a mate on the hundredth half-move wins. Threefold repetition and fifty moves end the
 * game at once: nobody has to claim. A caller that has listed the legal moves passes `hasMoves`.
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

/** Neither side can mate by any series of moves, as far as the material alone tells. */
function isDead(position: Chess): boolean {
  const { pawn, rook, queen } = position.board;
  // Any of these can still mate: answered before the sets of chessops are built.
  if ((pawn.lo | pawn.hi | rook.lo | rook.hi | queen.lo | queen.hi) !== 0) return false;
  return position.isInsufficientMaterial();
}
