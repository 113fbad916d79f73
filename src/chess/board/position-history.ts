/** The positions of one game, as far back as they can still come again. */
import type { Chess } from 'chessops';

/** 32-bit words a position: seven sets of squares in two words each, castling rights, en passant. */
const WORDS = 16;
/** Two equal positions have the same side to move and four plies at least between them. */
const NEAREST_REPEAT = 4;

/**
 * Positions are kept whole and compared word by word, so no hash collision can end a game. Captures and pawn moves
 * cannot be taken back, so each of them empties the list; it seldom holds more than a hundred positions.
 * Positions are equal when the same side has the same moves: pieces, castling rights, and en passant where the
 * capture is legal.
 */
export class PositionHistory {
  /** Moves played since the start, opening included. */
  plies = 0;
  private words = new Int32Array(WORDS * 32);
  private length = 0;

  constructor(start: Chess) {
    this.write(start);
    this.length = 1;
  }

  /** To be told of every position that a move leads to. */
  push(position: Chess): void {
    this.plies++;
    if (position.halfmoves === 0) this.length = 0;
    this.write(position);
    this.length++;
  }

  /** How often the newest position has stood on the board, this time included. */
  occurrences(): number {
    return 1 + this.earlier(this.length - 1, 2);
  }

  /** True when a position that one legal move from the newest leads to has stood on the board before. */
  hasSeen(next: Chess): boolean {
    if (next.halfmoves === 0) return false;
    this.write(next);
    return this.earlier(this.length, 1) > 0;
  }

  /** Counts positions equal to the one at `at`, up to `enough`. */
  private earlier(at: number, enough: number): number {
    const { words } = this;
    const newest = at * WORDS;
    let count = 0;
    for (let other = at - NEAREST_REPEAT; other >= 0 && count < enough; other -= 2) {
      const old = other * WORDS;
      let word = 0;
      while (word < WORDS && words[old + word] === words[newest + word]) word++;
      if (word === WORDS) count++;
    }
    return count;
  }

  /** Writes the position behind the newest one, without counting it. */
  private write(position: Chess): void {
    if ((this.length + 1) * WORDS > this.words.length) {
      const larger = new Int32Array(this.words.length * 2);
      larger.set(this.words);
      this.words = larger;
    }
    const { words } = this;
    const { white, occupied, pawn, knight, bishop, rook, king } = position.board;
    let at = this.length * WORDS;
    for (const set of [white, occupied, pawn, knight, bishop, rook, king]) {
      words[at++] = set.lo;
      words[at++] = set.hi;
    }
    const { castlingRights } = position.castles;
    words[at++] = castlingRights.lo | castlingRights.hi; // a1, h1 and a8, h8 are different bits
    words[at] = legalEnPassant(position);
  }
}

/** The en-passant square where a pawn may legally capture; -1 otherwise. */
function legalEnPassant(position: Chess): number {
  const target = position.epSquare;
  if (target === undefined) return -1;
  const context = position.ctx();
  for (const square of position.board.pieces(position.turn, 'pawn')) {
    if ((square & 7) !== (target & 7) && position.dests(square, context).has(target)) return target;
  }
  return -1;
}
