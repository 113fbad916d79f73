/** Moves as they are written in PGN files, including common deviations from SAN. */
import { type Chess, type NormalMove, parseUci } from 'chessops';
import { normalizeMove } from 'chessops/chess';
import { parseSan } from 'chessops/san';
import { plainDashes } from './pgn-symbols.js';
import { resolveSan } from './resolve-san.js';

const NULL_MOVES = new Set(['--', 'Z0', 'null', 'pass', '@@@@', '0000']);
const COORDINATES = /^[a-h][1-8]-?[a-h][1-8][nbrqNBRQ]?$/;
/** Shape of a move in any common notation, with English or other piece letters. */
const MOVE_LIKE =
  /^(?:[A-Z]?[a-h]?[1-8]?[-x:]?[a-h][1-8](?:[=/]?[A-Za-z])?|[O0]-[O0](?:-[O0])?|[A-Z]?@[a-h][1-8])[+#]*$/;

/** Whether a word is a null move (a pass) in one of its common notations. */
export const isNullMove = (word: string): boolean => NULL_MOVES.has(word);
/** Whether a word has the shape of a move or is a null move; legality is not tested. */
export const looksLikeMove = (word: string): boolean => MOVE_LIKE.test(word) || NULL_MOVES.has(word);

/**
 * Parses a PGN move in a position; undefined if it is illegal or ambiguous. Castling is returned as king-takes-rook.
 */
export function readMove(position: Chess, word: string): NormalMove | undefined {
  const move = resolveSan(position, word) ?? parseSan(position, word);
  if (move) return 'from' in move ? move : undefined;
  if (COORDINATES.test(word)) {
    const parsed = parseUci(word.replace('-', '').toLowerCase());
    if (!parsed || !('from' in parsed)) return undefined;
    return position.isLegal(parsed) ? (normalizeMove(position, parsed) as NormalMove) : undefined;
  }
  const normalized = normalizeNotation(word);
  if (normalized === word) return undefined;
  const parsed = parseSan(position, normalized);
  return parsed && 'from' in parsed ? parsed : undefined;
}

/** Letters for the figurines U+2654 (white king) to U+265F (black pawn). */
const FIGURINES = 'KQRBNPKQRBNP';

/**
 * Rewrites common deviations to SAN: castling with zeros or small letters, figurines, any kind of dash, pawn moves with
 * a P, captures with a colon, `e.p.`.
 */
function normalizeNotation(word: string): string {
  const plain = plainDashes(word).replace(/[\u2654-\u265f]/g, (figure) => FIGURINES[figure.charCodeAt(0) - 0x2654]!);
  if (/^[0Oo]-[0Oo](?:-[0Oo])?$/.test(plain)) return plain.replace(/[0o]/g, 'O');
  return plain
    .replace(/^P/, '')
    .replace(':', 'x')
    .replace(/e\.?p\.?$/, '')
    .replace('/', '=');
}
