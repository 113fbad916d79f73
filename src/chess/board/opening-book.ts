/** Opening books: text files with one opening a line, as UCI moves from the start position; `#` begins a comment. */
import { Chess } from 'chessops';
import { moveFromUci } from './uci-moves.js';

/** An illegal or unreadable move in an opening book. */
class BookError extends Error {
  /** Stable problem code. */
  readonly code = 'bad-book';
  constructor(
    readonly line: number,
    reason: string,
  ) {
    super(`opening book, line ${line}: ${reason}`);
    this.name = 'BookError';
  }
}

/**
 * Parses an opening book. Returns its openings in order, each as UCI moves separated by single spaces; comments and
 * empty lines are skipped. Throws BookError (code `bad-book`, with the line number) if a move is illegal.
 */
export function readBook(text: string): string[] {
  const book: string[] = [];
  const rows = text.split('\n');
  for (let row = 0; row < rows.length; row++) {
    const moves = rows[row]!.replace(/#.*/, '').trim();
    if (moves === '') continue;
    const line = moves.split(/\s+/);
    const position = Chess.default();
    for (const uci of line) {
      const move = moveFromUci(position, uci);
      if (!move) throw new BookError(row + 1, `${uci.slice(0, 16)} is not a legal move here`);
      position.play(move);
    }
    book.push(line.join(' '));
  }
  return book;
}
