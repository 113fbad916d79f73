/**
 * Board and move encoding. The board is always seen from the side to move: for Black, ranks are flipped and
 * colours swapped, so one network plays both sides. Squares are a1 = 0 ... h8 = 63 in that view.
 *
 * Planes (64 squares x 18, square-major as NHWC convolution wants):
 *   0-5 own P N B R Q K, 6-11 the opponent's, 12-15 castling rights (own K side, own Q side, theirs),
 *   16 en-passant target (only when a pawn may legally capture), 17 half-move clock / 100.
 *
 * Policy (4288 logits): from x 64 + to (queen promotions and castling as the king's two-square step),
 * then 192 under-promotions: 4096 + (from file x 8 + to file) x 3 + {knight, bishop, rook}.
 */
import type { Chess, NormalMove, Role, Square } from 'chessops';

/** Planes a square. */
export const PLANES = 18;
/** Squares of the board. */
export const SQUARES = 64;
/** Floats of one encoded position: 64 squares x 18 planes. */
export const BOARD_SIZE = SQUARES * PLANES;
/** Number of policy logits: 4096 from-to pairs and 192 under-promotions. */
export const POLICY_SIZE = 64 * 64 + 8 * 8 * 3;

const UNDER_PROMOTIONS: readonly Role[] = ['knight', 'bishop', 'rook'];

/** Mask to XOR with a square number to get the square in the mover's view: 56 (flipped ranks) for Black, else 0. */
export const viewMask = (turn: 'white' | 'black'): number => (turn === 'white' ? 0 : 56);

/** Castling in chessops is king-takes-rook; the network (and UCI) sees the king's two-square step. */
function kingStep(position: Chess, from: Square, to: Square): Square {
  if (position.board.king.has(from) && position.board[position.turn].has(to))
    return to > from ? (from & 56) + 6 : (from & 56) + 2;
  return to;
}

/** Policy index of a legal move of the side to move. */
export function moveToIndex(position: Chess, move: NormalMove): number {
  const mask = viewMask(position.turn);
  const from = move.from ^ mask;
  const to = kingStep(position, move.from, move.to) ^ mask;
  const under = move.promotion ? UNDER_PROMOTIONS.indexOf(move.promotion) : -1;
  if (under < 0) return from * 64 + to;
  return 4096 + ((from & 7) * 8 + (to & 7)) * 3 + under;
}

/** Move of a policy index in this position; it may be illegal. Castling is returned as king-takes-rook. */
export function indexToMove(position: Chess, index: number): NormalMove {
  const mask = viewMask(position.turn);
  if (index >= 4096) {
    const rest = index - 4096;
    const files = Math.floor(rest / 3);
    return {
      from: (48 + (files >> 3)) ^ mask,
      to: (56 + (files & 7)) ^ mask,
      promotion: UNDER_PROMOTIONS[rest % 3]!,
    };
  }
  const from = (index >> 6) ^ mask;
  const to = (index & 63) ^ mask;
  if (position.board.pawn.has(from) && (to ^ mask) >= 56) return { from, to, promotion: 'queen' };
  if (position.board.king.has(from) && Math.abs(from - to) === 2) {
    const rook = position.castles.rook[position.turn][to > from ? 'h' : 'a'];
    if (rook !== undefined) return { from, to: rook };
  }
  return { from, to };
}

/** Policy indices of all legal moves, in a fixed order: by from-square, to-square, promotion piece. */
export function legalIndices(position: Chess): number[] {
  const mask = viewMask(position.turn);
  const { board } = position;
  const own = board[position.turn];
  const context = position.ctx();
  const indices: number[] = [];
  for (const from of own) {
    const viewFrom = from ^ mask;
    const pawn = board.pawn.has(from);
    const king = board.king.has(from);
    for (const dest of position.dests(from, context)) {
      const to = (king && own.has(dest) ? (dest > from ? (from & 56) + 6 : (from & 56) + 2) : dest) ^ mask;
      indices.push(viewFrom * 64 + to);
      if (pawn && to >= 56) {
        const slot = 4096 + ((viewFrom & 7) * 8 + (to & 7)) * 3;
        indices.push(slot, slot + 1, slot + 2);
      }
    }
  }
  return indices;
}

/**
 * The en-passant square if a legal en-passant capture exists, else undefined. Pins are taken into account: a FEN
 * usually omits a square on which no capture is legal, and the planes must not depend on where the position came
 * from.
 */
export function capturableEnPassant(position: Chess): Square | undefined {
  const target = position.epSquare;
  if (target === undefined) return undefined;
  const rank = position.turn === 'white' ? target - 8 : target + 8;
  const pawns = position.board.pieces(position.turn, 'pawn');
  const file = target & 7;
  if (file > 0 && pawns.has(rank - 1) && position.dests(rank - 1).has(target)) return target;
  if (file < 7 && pawns.has(rank + 1) && position.dests(rank + 1).has(target)) return target;
  return undefined;
}
