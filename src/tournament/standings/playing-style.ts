/**
 * How a side played, counted from the moves of recorded games alone. Only moves that the side chose itself are counted,
 * not those of the opening. A contestant's style is the sum of the counts over its games.
 */
import { Chess, isNormal, parseUci } from 'chessops';
import { normalizeMove } from 'chessops/chess';
import { PositionHistory } from '../../chess/board/index.js';
import type { ContestantKey } from '../../vocabulary/index.js';

/** Increased when anything is counted differently; stored counts of other versions are then recomputed. */
export const STYLE_VERSION = 1;

/** Counts of one side in one game, or their sums. */
interface SideStyle {
  /** Moves that the side chose itself. */
  readonly moves: number;
  /** Captures answered at once by a capture on the same square; counted for the side that captured first. */
  readonly trades: number;
  /** Moves that give check, mate included. */
  readonly checks: number;
  /** Moves of the king, castling excluded. */
  readonly kingMoves: number;
  /**
   * Moves that repeat an earlier position of the game, with the same side to move and the same rights.
   */
  readonly repeats: number;
}

/** Sums over the games of one contestant. */
export interface StyleTotals extends SideStyle {
  readonly key: ContestantKey;
  readonly games: number;
  /** Plies of both sides, openings included. */
  readonly plies: number;
}

/** Counts of one game. */
export interface GameStyle {
  readonly white: SideStyle;
  readonly black: SideStyle;
}

type MutableCounts = { -readonly [K in keyof SideStyle]: SideStyle[K] };
const zeroCounts = (): MutableCounts => ({ moves: 0, trades: 0, checks: 0, kingMoves: 0, repeats: 0 });

/**
 * Counts one game. `moves` and `opening` are UCI moves from the start position, separated by blanks; the opening is a
 * prefix of the moves. Returns null if a move cannot be read; legality is not checked here (see
 * store/tournaments/verify-record.ts).
 */
export function styleOf(moves: string, opening: string): GameStyle | null {
  const position = Chess.default();
  const history = new PositionHistory(position);
  const openingPlies = words(opening).length;
  const sides = { white: zeroCounts(), black: zeroCounts() };
  /** Square of the previous move's capture, and the side to credit with a trade if it is recaptured. */
  let lastCapture: { readonly square: number; readonly by: MutableCounts | null } | undefined;
  for (const [ply, text] of words(moves).entries()) {
    const parsed = parseUci(text);
    if (!parsed || !isNormal(parsed) || position.board.get(parsed.from)?.color !== position.turn) return null;
    const { turn, board } = position;
    const isKing = board.king.has(parsed.from);
    const castles = isKing && normalizeMove(position, parsed).to !== parsed.to;
    const captures =
      !castles &&
      (board[turn === 'white' ? 'black' : 'white'].has(parsed.to) ||
        (board.pawn.has(parsed.from) && parsed.to === position.epSquare));
    const side = ply < openingPlies ? null : sides[turn];
    if (captures && lastCapture?.square === parsed.to && lastCapture.by) lastCapture.by.trades++;
    lastCapture = captures ? { square: parsed.to, by: side } : undefined;
    position.play(parsed);
    history.push(position);
    if (!side) continue;
    side.moves++;
    if (isKing && !castles) side.kingMoves++;
    if (position.isCheck()) side.checks++;
    if (history.occurrences() > 1) side.repeats++;
  }
  return sides;
}

const words = (line: string): string[] => line.split(' ').filter(Boolean);
