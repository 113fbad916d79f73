/**
 * How a side played, counted from the moves of recorded games alone. Only moves that the side chose itself are counted,
 * so not those of the opening. Counts are sums: a contestant's style is the sum over its games, in whatever order they
 * come.
 */
import { Chess, isNormal, parseUci } from 'chessops';
import { normalizeMove } from 'chessops/chess';
import { PositionHistory } from '../../chess/board/index.js';
import type { ContestantKey } from '../../vocabulary/index.js';

/** Raised when something is counted otherwise: counts that were kept are then made again. */
export const STYLE_VERSION = 1;

export interface SideStyle {
  /** Moves of its own choice. */
  readonly moves: number;
  /** Captures that were answered at once by a capture on the same square; counted for the side that began. */
  readonly trades: number;
  /** Moves that give check, mate included. */
  readonly checks: number;
  /** Moves of the king; castling is none. */
  readonly kingMoves: number;
  /**
   * Moves that bring back a position that has stood on the board before, with the same side to move and the same
   * rights.
   */
  readonly repeats: number;
}

/** Sums over the games of one contestant. */
export interface StyleTotals extends SideStyle {
  readonly key: ContestantKey;
  readonly games: number;
  /** Of both sides together, openings included. */
  readonly plies: number;
}

export interface GameStyle {
  readonly white: SideStyle;
  readonly black: SideStyle;
}

type Counts = { -readonly [K in keyof SideStyle]: SideStyle[K] };
const none = (): Counts => ({ moves: 0, trades: 0, checks: 0, kingMoves: 0, repeats: 0 });

/**
 * Both UCI lines begin at the start position; the opening is the beginning of the moves. Null where a move cannot be
 * read: the record is checked for legality elsewhere (store/verify-record), here it is taken as it is.
 */
export function styleOf(moves: string, opening: string): GameStyle | null {
  const position = Chess.default();
  const history = new PositionHistory(position);
  const given = words(opening).length;
  const sides = { white: none(), black: none() };
  /** Where the move before captured, and whom a recapture there would make the beginner of a trade. */
  let taken: { readonly square: number; readonly by: Counts | null } | undefined;
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
    const side = ply < given ? null : sides[turn];
    if (captures && taken?.square === parsed.to && taken.by) taken.by.trades++;
    taken = captures ? { square: parsed.to, by: side } : undefined;
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

export interface StyledGame {
  readonly white: ContestantKey;
  readonly black: ContestantKey;
  readonly moves: string;
  readonly opening: string;
  readonly plies: number;
}

/** By contestant, in the order of their keys; games that cannot be read are left out. */
export function styleTotals(games: Iterable<StyledGame>): StyleTotals[] {
  const totals = new Map<ContestantKey, StyleTotals>();
  for (const { white, black, moves, opening, plies } of games) {
    const found = styleOf(moves, opening);
    if (!found) continue;
    for (const [key, side] of [
      [white, found.white],
      [black, found.black],
    ] as const)
      totals.set(key, added(totals.get(key) ?? { key, games: 0, plies: 0, ...none() }, side, plies));
  }
  return [...totals.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

const added = (total: StyleTotals, side: SideStyle, plies: number): StyleTotals => ({
  key: total.key,
  games: total.games + 1,
  plies: total.plies + plies,
  moves: total.moves + side.moves,
  trades: total.trades + side.trades,
  checks: total.checks + side.checks,
  kingMoves: total.kingMoves + side.kingMoves,
  repeats: total.repeats + side.repeats,
});
