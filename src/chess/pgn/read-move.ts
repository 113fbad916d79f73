import { type Chess, type NormalMove, parseUci } from 'chessops';
import { normalizeMove } from 'chessops/chess';
import { parseSan } from 'chessops/san';
import { plainDashes } from './pgn-symbols.js';

const NULL_MOVES = new Set(['--', 'Z0', 'null', 'pass', '@@@@', '0000']);
const COORDINATES = /^[a-h][1-8]-?[a-h][1-8][nbrqNBRQ]?$/;
/** What a move in any usual spelling looks like, English piece letters or not. */
const MOVE_LIKE =
  /^(?:[A-Z]?[a-h]?[1-8]?[-x:]?[a-h][1-8](?:[=/]?[A-Za-z])?|[O0]-[O0](?:-[O0])?|[A-Z]?@[a-h][1-8])[+#]*$/;

export const isNullMove = (word: string): boolean => NULL_MOVES.has(word);
export const looksLikeMove = (word: string): boolean => MOVE_LIKE.test(word) || NULL_MOVES.has(word);

/** The legal move that a word of a PGN means here, or undefined. Castling is king-takes-rook, as chessops has it. */
export function readMove(position: Chess, word: string): NormalMove | undefined {
  const move = parseSan(position, word);
  if (move) return 'from' in move ? move : undefined;
  if (COORDINATES.test(word)) {
    const given = parseUci(word.replace('-', '').toLowerCase());
    if (!given || !('from' in given)) return undefined;
    return position.isLegal(given) ? (normalizeMove(position, given) as NormalMove) : undefined;
  }
  const other = respell(word);
  if (other === word) return undefined;
  const again = parseSan(position, other);
  return again && 'from' in again ? again : undefined;
}

/** Letters for the figurines U+2654 (white king) to U+265F (black pawn). */
const FIGURINES = 'KQRBNPKQRBNP';

/** Castling with zeros or small letters, figurines, dashes of any kind, pawn moves with a P, captures with a colon, e.p. */
function respell(word: string): string {
  const plain = plainDashes(word).replace(/[\u2654-\u265f]/g, (figure) => FIGURINES[figure.charCodeAt(0) - 0x2654]!);
  if (/^[0Oo]-[0Oo](?:-[0Oo])?$/.test(plain)) return plain.replace(/[0o]/g, 'O');
  return plain
    .replace(/^P/, '')
    .replace(':', 'x')
    .replace(/e\.?p\.?$/, '')
    .replace('/', '=');
}
