/** The opening book: a text file, one line of UCI moves from the start position per line, `#` begins a comment. */
import { Chess } from 'chessops';
import { moveFromUci } from './uci-moves.js';

export class BookError extends Error {
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
 * The book's lines in order, moves separated by one blank. Every move is checked; comments and empty lines are left
 * out.
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
      if (!move) throw new BookError(row + 1, `${uci.slice(0, 16)} is no legal move here`);
      position.play(move);
    }
    book.push(line.join(' '));
  }
  return book;
}
