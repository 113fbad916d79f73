/**
 * The packed training position. Its layout is private to this file. A record is 44 bytes, little-endian:
 *
 *   0-31 board, two squares a byte (low nibble first): 0 empty, 1-6 own P N B R Q K, 7-12 the opponent's
 *   32 castling bits (own K side, own Q side, theirs), 33 en-passant file + 1 or 0
 *   34 half-move clock, 35 result for the mover (0 loss, 1 draw, 2 win)
 *   36-37 policy index of the move played, 38 ply (at most 255), 39 zero, 40-43 number of the game
 *
 * The board is seen from the side to move, as in encoding.ts. `at` is always the byte offset of a record.
 */
import { Board, Chess, type Role, SquareSet } from 'chessops';
import { BOARD_SIZE, capturableEnPassant, PLANES, SQUARES, viewMask } from './encoding.js';

/** Size of a record in bytes. */
export const RECORD_BYTES = 44;

const CASTLING = 32;
const EN_PASSANT = 33;
const CLOCK = 34;
const OUTCOME = 35;
const MOVE = 36;
const PLY = 38;
const GAME = 40;

const ROLES: readonly Role[] = ['pawn', 'knight', 'bishop', 'rook', 'queen', 'king'];
/** Rook squares of the castling bits, in their order: own h, own a, opponent's h, opponent's a. */
const ROOKS = [7, 0, 63, 56] as const;
/** The en-passant target of the a-file, seen from the mover. */
const EN_PASSANT_A = 40;

/** Training label of a position. */
export interface PositionLabel {
  /** Policy index of the move played. */
  readonly move: number;
  /** Half points of the mover: 0 loss, 1 draw, 2 win. */
  readonly outcome: 0 | 1 | 2;
  /** Half-moves played before; stored up to 255. */
  readonly ply: number;
  /** Number of the game, below 2^32. */
  readonly game: number;
}

/** Writes a position and its optional label as a record of RECORD_BYTES at byte `at` of `out`. */
export function packPosition(position: Chess, out: Uint8Array, at: number, label?: PositionLabel): void {
  const { board, turn } = position;
  const mask = viewMask(turn);
  out.fill(0, at, at + RECORD_BYTES);
  const own = board[turn];
  for (let role = 0; role < 6; role++) {
    const { lo, hi } = board[ROLES[role]!];
    packRole(lo, own.lo, role, mask, out, at);
    packRole(hi, own.hi, role, 32 ^ mask, out, at);
  }
  const rights = position.castles.rook;
  const other = turn === 'white' ? 'black' : 'white';
  out[at + CASTLING] =
    (rights[turn].h !== undefined ? 1 : 0) |
    (rights[turn].a !== undefined ? 2 : 0) |
    (rights[other].h !== undefined ? 4 : 0) |
    (rights[other].a !== undefined ? 8 : 0);
  const target = capturableEnPassant(position);
  out[at + EN_PASSANT] = target === undefined ? 0 : (target & 7) + 1;
  out[at + CLOCK] = Math.min(position.halfmoves, 255);
  if (label) {
    out[at + OUTCOME] = label.outcome;
    out[at + MOVE] = label.move & 255;
    out[at + MOVE + 1] = label.move >> 8;
    out[at + PLY] = Math.min(label.ply, 255);
    out[at + GAME] = label.game & 255;
    out[at + GAME + 1] = (label.game >> 8) & 255;
    out[at + GAME + 2] = (label.game >> 16) & 255;
    out[at + GAME + 3] = label.game >>> 24;
  }
}

/**
 * Packs the pieces of a role in one half of the board: `pieces` and `own` are its 32 squares as bits, and `view` is
 * XORed with the number of a bit for its square in the mover's view. Without iterators, which were most of the work.
 */
function packRole(pieces: number, own: number, role: number, view: number, out: Uint8Array, at: number): void {
  for (let rest = pieces; rest !== 0; rest &= rest - 1) {
    const bit = rest & -rest;
    const code = own & bit ? role + 1 : role + 7;
    const square = (31 - Math.clz32(bit)) ^ view;
    out[at + (square >> 1)]! |= square & 1 ? code << 4 : code;
  }
}

/** 0 for an empty square, 1-6 own P N B R Q K, 7-12 the opponent's. Squares are a1 = 0 ... h8 = 63 for the mover. */
const pieceAt = (record: Uint8Array, at: number, square: number): number =>
  (record[at + (square >> 1)]! >> (square & 1 ? 4 : 0)) & 15;

/**
 * Reads the position of a record in the mover's view: White is always to move. Policy indices are the same in this
 * view, so legal moves and labels agree. Returns undefined if the bytes are not a legal position. Throws RangeError
 * if the buffer ends before the record does.
 */
export function unpackPosition(record: Uint8Array, at: number): Chess | undefined {
  requireRecord(record, at);
  const board = Board.empty();
  for (let square = 0; square < SQUARES; square++) {
    const code = pieceAt(record, at, square);
    if (code === 0) continue;
    const role = ROLES[(code - 1) % 6];
    if (role === undefined || code > 12) return undefined;
    board.set(square, { role, color: code <= 6 ? 'white' : 'black' });
  }
  let castlingRights = SquareSet.empty();
  ROOKS.forEach((square, bit) => {
    if ((record[at + CASTLING]! >> bit) & 1) castlingRights = castlingRights.with(square);
  });
  const file = record[at + EN_PASSANT]!;
  if (file > 8) return undefined;
  return Chess.fromSetup({
    board,
    pockets: undefined,
    turn: 'white',
    castlingRights,
    epSquare: file === 0 ? undefined : EN_PASSANT_A + file - 1,
    remainingChecks: undefined,
    halfmoves: record[at + CLOCK]!,
    fullmoves: 1,
  }).unwrap(
    (position) => position,
    () => undefined,
  );
}

/** Expands the record at byte `at` into planes: writes BOARD_SIZE floats from index `to` of `out`. */
export function expandPlanes(record: Uint8Array, at: number, out: Float32Array, to: number): void {
  out.fill(0, to, to + BOARD_SIZE);
  const castling = record[at + CASTLING]!;
  const clock = record[at + CLOCK]! / 100;
  const c0 = castling & 1;
  const c1 = (castling >> 1) & 1;
  const c2 = (castling >> 2) & 1;
  const c3 = (castling >> 3) & 1;
  for (let square = 0; square < SQUARES; square++) {
    const code = pieceAt(record, at, square);
    const base = to + square * PLANES;
    if (code) out[base + code - 1] = 1;
    out[base + 12] = c0;
    out[base + 13] = c1;
    out[base + 14] = c2;
    out[base + 15] = c3;
    out[base + 17] = clock;
  }
  const file = record[at + EN_PASSANT]!;
  if (file) out[to + (EN_PASSANT_A + file - 1) * PLANES + 16] = 1;
}

/** Policy index of the move played. */
export const moveAt = (record: Uint8Array, at: number): number => record[at + MOVE]! | (record[at + MOVE + 1]! << 8);

/** Outcome for the mover in the order of the network's output: 0 win, 1 draw, 2 loss. (Stored as half points.) */
export const outcomeAt = (record: Uint8Array, at: number): number => 2 - record[at + OUTCOME]!;

/** Half-moves played before the position, 255 at most. */
export const plyAt = (record: Uint8Array, at: number): number => record[at + PLY]!;

/**
 * Number of pieces of both sides other than pawns and kings. Throws RangeError if the buffer ends before the record
 * does.
 */
export function pieceCountAt(record: Uint8Array, at: number): number {
  requireRecord(record, at);
  let count = 0;
  for (let byte = at; byte < at + CASTLING; byte++) {
    if (isPiece(record[byte]! & 15)) count++;
    if (isPiece(record[byte]! >> 4)) count++;
  }
  return count;
}

const isPiece = (code: number): boolean => (code > 1 && code < 6) || (code > 7 && code < 12);

/** 32-bit words of a record. */
export const RECORD_WORDS = RECORD_BYTES / 4;
/** Words that identify a repeated record: the board (8), then castling, en passant and the move (1). */
export const REPEAT_KEY_WORDS = 9;

/** Writes the repeat key (REPEAT_KEY_WORDS words) of the record that begins at word `at` of `words` to `key`. */
export function writeRepeatKey(words: Uint32Array, at: number, key: Uint32Array): void {
  for (let i = 0; i < 8; i++) key[i] = words[at + i]!; // a view of each record would cost more than the copy
  key[8] = (words[at + CASTLING / 4]! & 0xffff) | ((words[at + MOVE / 4]! & 0xffff) << 16);
}

function requireRecord(record: Uint8Array, at: number): void {
  if (at + RECORD_BYTES > record.length) throw new RangeError('the buffer ends before the record does');
}
