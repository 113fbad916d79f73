/** Opponents of fixed strength that need no network. Each consumes exactly one number of `random` per move. */
import type { Chess, Role } from 'chessops';
import { indexToMove } from '../../chess/board/index.js';
import type { Random } from '../../spec/keys/index.js';
import type { AnchorName } from '../../vocabulary/index.js';
import { matingMoves } from './mating-moves.js';

/** Piece values in pawns. */
const VALUES: Readonly<Record<Role, number>> = { pawn: 1, knight: 3, bishop: 3, rook: 5, queen: 9, king: 0 };

/** The policy index of the anchor's move. `legal` holds the indices of all legal moves, at least one. */
export function chooseAnchorMove(
  anchor: AnchorName,
  position: Chess,
  legal: readonly number[],
  random: Random,
): number {
  const uniform = random.next();
  switch (anchor) {
    case 'random':
      return pickUniformly(legal, uniform);
    case 'greedy':
      return pickUniformly(greedyMoves(position, legal), uniform);
  }
}

/** Uniform over the list: 32 random bits over at most 218 moves have a bias below 1e-7. */
const pickUniformly = (moves: readonly number[], uniform: number): number => moves[Math.floor(uniform * moves.length)]!;

/**
 * The moves that the greedy anchor chooses between: mates in one if there are any, else the moves with the largest
 * immediate material gain (the captured piece, plus for a promotion the new piece minus the pawn; recaptures are not
 * considered). These are all legal moves when no move gains material.
 */
function greedyMoves(position: Chess, legal: readonly number[]): readonly number[] {
  const mates = matingMoves(position, legal);
  if (mates.length > 0) return mates;
  let best = 0;
  let moves: number[] = [];
  for (const index of legal) {
    const gain = materialGain(position, index);
    if (gain < best) continue;
    if (gain > best) moves = [];
    best = gain;
    moves.push(index);
  }
  return moves;
}

/** Material that the move wins, in pawns. */
function materialGain(position: Chess, index: number): number {
  const { board, turn } = position;
  const { from, to, promotion } = indexToMove(position, index);
  let gain = promotion ? VALUES[promotion] - VALUES.pawn : 0;
  if (board.pawn.has(from) && to === position.epSquare) gain += VALUES.pawn;
  // an own piece on the target square means castling
  else if (!board[turn].has(to)) gain += VALUES[board.getRole(to) ?? 'king'];
  return gain;
}
