import { Chess } from 'chessops/chess';
import { INITIAL_FEN, parseFen } from 'chessops/fen';
import { moveFromUci, PositionHistory } from '../../chess/board/index.js';

/** A position that a `position` line describes, with the game that led to it. */
export interface UciPosition {
  readonly position: Chess;
  readonly history: PositionHistory;
  /** The line without its first word: equal games have equal texts. */
  readonly text: string;
}

const LONGEST_SHOWN = 80;

/**
 * Reads what follows the word `position`: `startpos` or `fen` and its fields, then maybe `moves` and UCI moves. Gives a
 * line that says what is wrong with it otherwise.
 */
export function readUciPosition(words: readonly string[]): UciPosition | string {
  const end = words.indexOf('moves');
  const [kind, ...fields] = end < 0 ? words : words.slice(0, end);
  if (kind !== 'startpos' && kind !== 'fen') return 'position needs startpos or fen';
  const fen = kind === 'startpos' ? INITIAL_FEN : fields.join(' ');
  const parsed = parseFen(fen).chain((setup) => Chess.fromSetup(setup));
  if (parsed.isErr) return `no legal position: ${fen.slice(0, LONGEST_SHOWN)}`;
  const position = parsed.value;
  const history = new PositionHistory(position);
  for (const word of end < 0 ? [] : words.slice(end + 1)) {
    const move = moveFromUci(position, word);
    if (!move) return `no legal move: ${word.slice(0, LONGEST_SHOWN)}`;
    position.play(move);
    history.push(position);
  }
  return { position, history, text: words.join(' ') };
}
