/** Repetition detection: the positions of one game that can still recur. */
import type { Chess } from 'chessops';

/** 32-bit words a position: seven bitboards of two words each, castling rights, en passant. */
const WORDS = 16;
/** Fewest plies between two equal positions; they also have the same side to move, so the distance is even. */
const NEAREST_REPEAT = 4;

/**
 * Positions are stored in full and compared word by word, so no hash collision can end a game. Captures and pawn moves
 * are irreversible, so each of them clears the list, which rarely holds more than a hundred positions.
 * Two positions are equal if side to move, pieces, castling rights and legal en-passant captures are equal.
 */
export class PositionHistory {
  /** Half-moves played since the start, opening included. */
  plies = 0;
  private words = new Int32Array(WORDS * 32);
  private length = 0;

  constructor(start: Chess) {
    this.write(start);
    this.length = 1;
  }

  /** Appends the position after a move. Must be called for every move of the game. */
  push(position: Chess): void {
    this.plies++;
    if (position.halfmoves === 0) this.length = 0;
    this.write(position);
    this.length++;
  }

  /** A copy that does not follow later moves. */
  snapshot(): PositionHistory {
    const copy = Object.create(PositionHistory.prototype) as PositionHistory;
    copy.plies = this.plies;
    copy.words = this.words.slice(0, (this.length + 1) * WORDS);
    copy.length = this.length;
    return copy;
  }

  /** How often the newest position has occurred, this time included; counted up to 3. */
  occurrences(): number {
    return 1 + this.countEarlier(this.length - 1, 2);
  }

  /** Whether `next`, a position one legal move after the newest, has occurred before. Does not append it. */
  hasOccurred(next: Chess): boolean {
    if (next.halfmoves === 0) return false;
    this.write(next);
    return this.countEarlier(this.length, 1) > 0;
  }

  /** Counts earlier positions equal to the one at index `at`, up to `limit`. */
  private countEarlier(at: number, limit: number): number {
    const { words } = this;
    const newest = at * WORDS;
    let count = 0;
    for (let other = at - NEAREST_REPEAT; other >= 0 && count < limit; other -= 2) {
      const old = other * WORDS;
      let word = 0;
      while (word < WORDS && words[old + word] === words[newest + word]) word++;
      if (word === WORDS) count++;
    }
    return count;
  }

  /** Writes the position after the newest one without increasing the length. */
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

/** The en-passant square if a legal capture exists there, else -1. */
function legalEnPassant(position: Chess): number {
  const target = position.epSquare;
  if (target === undefined) return -1;
  const context = position.ctx();
  for (const square of position.board.pieces(position.turn, 'pawn')) {
    if ((square & 7) !== (target & 7) && position.dests(square, context).has(target)) return target;
  }
  return -1;
}
