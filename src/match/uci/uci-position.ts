import { Chess } from 'chessops/chess';
import { INITIAL_FEN, parseFen } from 'chessops/fen';
import { moveFromUci, PositionHistory } from '../../chess/board/index.js';

/** The position of a `position` command with the game that led to it. */
export interface UciPosition {
  readonly position: Chess;
  readonly history: PositionHistory;
  /** The command without its first word: equal games have equal texts. */
  readonly text: string;
}

const MAX_SHOWN_CHARACTERS = 80;

/**
 * Parses the words after `position`: `startpos`, or `fen` and its fields, then optionally `moves` and UCI moves.
 * Returns a message that explains the error otherwise.
 */
export function readUciPosition(words: readonly string[]): UciPosition | string {
  const end = words.indexOf('moves');
  const [kind, ...fields] = end < 0 ? words : words.slice(0, end);
  if (kind !== 'startpos' && kind !== 'fen') return 'position needs startpos or fen';
  const fen = kind === 'startpos' ? INITIAL_FEN : fields.join(' ');
  const parsed = parseFen(fen).chain((setup) => Chess.fromSetup(setup));
  if (parsed.isErr) return `no legal position: ${fen.slice(0, MAX_SHOWN_CHARACTERS)}`;
  const position = parsed.value;
  const history = new PositionHistory(position);
  for (const word of end < 0 ? [] : words.slice(end + 1)) {
    const move = moveFromUci(position, word);
    if (!move) return `no legal move: ${word.slice(0, MAX_SHOWN_CHARACTERS)}`;
    position.play(move);
    history.push(position);
  }
  return { position, history, text: words.join(' ') };
}
