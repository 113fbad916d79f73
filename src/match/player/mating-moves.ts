import {
  between,
  bishopAttacks,
  type Chess,
  knightAttacks,
  opposite,
  pawnAttacks,
  rookAttacks,
  SquareSet,
} from 'chessops';
import { indexToMove } from '../../chess/board/index.js';

const NONE: readonly number[] = [];

/**
 * The policy indices among `legal` of moves that give mate, in the order of `legal`. Plays only moves that may give
 * check: to a square from which the piece attacks the king, from a square between the king and an own line piece
 * (discovered check), and moves that change more than two squares or the piece itself (castling, en passant,
 * promotion).
 */
export function matingMoves(position: Chess, legal: readonly number[]): readonly number[] {
  const { board, turn } = position;
  const them = opposite(turn);
  const king = board.kingOf(them);
  if (king === undefined) return NONE;
  const flip = turn === 'white' ? 0 : 56;
  const diagonal = bishopAttacks(king, board.occupied);
  const straight = rookAttacks(king, board.occupied);
  const discovering = discoveringSquares(position, king);
  let mates: number[] | undefined;
  for (const index of legal) {
    if (index < 4096) {
      const from = (index >> 6) ^ flip;
      const to = (index & 63) ^ flip;
      const role = board.getRole(from);
      let mayCheck = discovering.has(from);
      if (role === 'pawn')
        mayCheck ||= pawnAttacks(them, king).has(to) || to === position.epSquare || (to ^ flip) >= 56;
      else if (role === 'knight') mayCheck ||= knightAttacks(king).has(to);
      else if (role === 'king') mayCheck ||= Math.abs(to - from) === 2;
      else mayCheck ||= (role !== 'rook' && diagonal.has(to)) || (role !== 'bishop' && straight.has(to));
      if (!mayCheck) continue;
    }
    const next = position.clone();
    next.play(indexToMove(position, index));
    if (next.isCheckmate()) (mates ??= []).push(index);
  }
  return mates ?? NONE;
}

/** Squares of own pieces that are alone between an own rook, bishop or queen and the enemy king on square `king`. */
function discoveringSquares(position: Chess, king: number): SquareSet {
  const { board, turn } = position;
  const own = board[turn];
  const snipers = rookAttacks(king, SquareSet.empty())
    .intersect(board.rooksAndQueens())
    .union(bishopAttacks(king, SquareSet.empty()).intersect(board.bishopsAndQueens()))
    .intersect(own);
  let squares = SquareSet.empty();
  for (const sniper of snipers) {
    const blockers = between(king, sniper).intersect(board.occupied);
    if (!blockers.moreThanOne()) squares = squares.union(blockers.intersect(own));
  }
  return squares;
}
