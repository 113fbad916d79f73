import { Chess } from 'chessops';
import { makeSan } from 'chessops/san';
import { indexToMove, moveFromUci } from '../../chess/board/index.js';
import { type BoardQuery, MatchError } from '../player/index.js';

/** A game as a language model reads it. */
export interface GameText {
  /**
   * The words of the movetext so far, as in PGN without tags: `1. e4 e5 2. Nf3`, and the number of the next move where
   * White is to move. Words are separated by single blanks. A move of White comes as two words, its number first.
   */
  readonly words: readonly string[];
  /** Indices of the words with which a move of White begins: the text can begin at any of them. */
  readonly beginnings: readonly number[];
  /** The legal moves in SAN, in the order of the query. */
  readonly moves: readonly string[];
}

/** Writes a game and its legal moves as text. Throws MatchError `bad-position` for a board whose game is not known. */
export function gameText({ line, position, legal }: Pick<BoardQuery, 'line' | 'position' | 'legal'>): GameText {
  if (line === undefined) throw new MatchError('bad-position', 'a source model reads games, not single positions');
  const board = Chess.default();
  const words: string[] = [];
  const beginnings: number[] = [];
  const number = (): void => {
    if (board.turn !== 'white') return;
    beginnings.push(words.length);
    words.push(`${board.fullmoves}.`);
  };
  for (const uci of line) {
    const move = moveFromUci(board, uci);
    if (!move) throw new MatchError('bad-position', `the game’s move ${uci.slice(0, 8)} is not legal`);
    number();
    words.push(makeSan(board, move));
    board.play(move);
  }
  number();
  return { words, beginnings, moves: legal.map((index) => makeSan(position, indexToMove(position, index))) };
}
