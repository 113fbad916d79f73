/** Opponents of fixed strength that need no network. Each takes exactly one number from `random` a move. */
import type { Chess, Role } from 'chessops';
import { indexToMove } from '../../chess/board/index.js';
import type { Random } from '../../spec/index.js';
import type { AnchorName } from '../../vocabulary/index.js';
import { matingMoves } from './mating-moves.js';

const VALUES: Readonly<Record<Role, number>> = { pawn: 1, knight: 3, bishop: 3, rook: 5, queen: 9, king: 0 };

/** The policy index of the anchor's move; `legal` holds those of all legal moves, one at least. */
export function chooseAnchorMove(
  anchor: AnchorName,
  position: Chess,
  legal: readonly number[],
  random: Random,
): number {
  const uniform = random.next();
  switch (anchor) {
    case 'random':
      return pick(legal, uniform);
    case 'greedy':
      return pick(greedyMoves(position, legal), uniform);
  }
}

/** Uniform over the list; 32 random bits over at most 218 moves leave a bias below 1e-7. */
const pick = (moves: readonly number[], uniform: number): number => moves[Math.floor(uniform * moves.length)]!;

/**
 * The greedy anchor's equal choices: mates in one if there are any; else the moves that win most material at once
 * (captured piece, and for a promotion the new piece less the pawn; whether it can be taken back is not looked at);
 * so all legal moves where nothing can be won.
 */
function greedyMoves(position: Chess, legal: readonly number[]): readonly number[] {
  const mates = matingMoves(position, legal);
  if (mates.length > 0) return mates;
  let most = 0;
  let moves: number[] = [];
  for (const index of legal) {
    const gain = gainOf(position, index);
    if (gain < most) continue;
    if (gain > most) moves = [];
    most = gain;
    moves.push(index);
  }
  return moves;
}

function gainOf(position: Chess, index: number): number {
  const { board, turn } = position;
  const { from, to, promotion } = indexToMove(position, index);
  let gain = promotion ? VALUES[promotion] - VALUES.pawn : 0;
  if (board.pawn.has(from) && to === position.epSquare) gain += VALUES.pawn;
  else if (!board[turn].has(to)) gain += VALUES[board.getRole(to) ?? 'king']; // an own piece there: castling
  return gain;
}
