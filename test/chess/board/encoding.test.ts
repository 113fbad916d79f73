import { Chess as Referee } from 'chess.js';
import { Chess } from 'chessops';
import { makeFen } from 'chessops/fen';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BOARD_SIZE,
  indexToMove,
  legalIndices,
  moveToIndex,
  PLANES,
  POLICY_SIZE,
} from '../../../src/chess/board/encoding.js';
import {
  expandPlanes,
  moveAt,
  outcomeAt,
  packPosition,
  plyAt,
  RECORD_BYTES,
} from '../../../src/chess/board/position-record.js';
import { fromFen, HARD, legalMoves, randomGame } from '../positions.js';

const ascending = (a: number, b: number): number => a - b;
const seeds = fc.integer({ min: 0, max: 1e9 }).map(String);
const starts = fc.constantFrom(undefined, ...HARD).map((fen) => (fen === undefined ? Chess.default() : fromFen(fen)));

function record(position: Chess): Uint8Array {
  const bytes = new Uint8Array(RECORD_BYTES);
  packPosition(position, bytes, 0);
  return bytes;
}

/** The same position with colours and sides swapped, by rewriting its FEN. */
function mirrored(position: Chess): Chess {
  const swap = (text: string): string =>
    text.replace(/[a-z]/gi, (letter) =>
      letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
    );
  const [board, turn, castling, target, ...clocks] = makeFen(position.toSetup()).split(' ') as [
    string,
    string,
    string,
    string,
  ];
  const rows = swap(board).split('/').reverse().join('/');
  const square = target === '-' ? '-' : target[0]! + (target[1] === '3' ? '6' : '3');
  return fromFen([rows, turn === 'w' ? 'b' : 'w', swap(castling), square, ...clocks].join(' '));
}

/** The planes as the description of encoding.ts says, read off a FEN by chess.js and nothing of ours. */
function describedPlanes(position: Chess): Float32Array {
  const fen = makeFen(position.toSetup(), { epd: false });
  const referee = new Referee(fen);
  const [, turn, castling, target, clock] = fen.split(' ') as [string, 'w' | 'b', string, string, string];
  const planes = new Float32Array(BOARD_SIZE);
  if (target !== '-') planes[(40 + target.charCodeAt(0) - 97) * PLANES + 16] = 1; // their pawn passed our sixth rank
  for (const piece of referee.board().flat()) {
    if (!piece) continue;
    const file = piece.square.charCodeAt(0) - 97;
    const rank = Number(piece.square[1]) - 1;
    const view = (turn === 'w' ? rank : 7 - rank) * 8 + file;
    planes[view * PLANES + 'pnbrqk'.indexOf(piece.type) + (piece.color === turn ? 0 : 6)] = 1;
  }
  const rights = turn === 'w' ? ['K', 'Q', 'k', 'q'] : ['k', 'q', 'K', 'Q'];
  for (let square = 0; square < 64; square++) {
    rights.forEach((right, i) => (planes[square * PLANES + 12 + i] = castling.includes(right) ? 1 : 0));
    planes[square * PLANES + 17] = Math.fround(Number(clock) / 100);
  }
  return planes;
}

describe('moves and policy indices', () => {
  const check = (position: Chess): void => {
    const moves = legalMoves(position);
    const indices = legalIndices(position);
    expect(new Set(indices).size).toBe(indices.length);
    expect(indices.every((index) => index >= 0 && index < POLICY_SIZE)).toBe(true);
    expect([...indices].sort(ascending)).toEqual(moves.map((move) => moveToIndex(position, move)).sort(ascending));
    for (const move of moves) expect(indexToMove(position, moveToIndex(position, move))).toEqual(move);
  };

  it('are one to one on every position of random games', () => {
    fc.assert(
      fc.property(seeds, starts, (seed, start) => {
        for (const position of randomGame(seed, 60, start)) check(position);
      }),
      { numRuns: 40 },
    );
  });

  it('name no illegal move a legal one', () => {
    for (const fen of HARD) {
      const position = fromFen(fen);
      const legal: number[] = [];
      for (let index = 0; index < POLICY_SIZE; index++) {
        const move = indexToMove(position, index);
        if (position.isLegal(move) && moveToIndex(position, move) === index) legal.push(index);
      }
      expect(legal).toEqual(legalIndices(position).sort(ascending));
    }
  });

  it('are the same for both colours', () => {
    fc.assert(
      fc.property(seeds, starts, (seed, start) => {
        for (const position of randomGame(seed, 40, start)) {
          const other = legalIndices(mirrored(position)).sort(ascending);
          expect(legalIndices(position).sort(ascending)).toEqual(other);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('see castling as the king going two squares, and promotion to a queen as a plain step', () => {
    const castling = fromFen('r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1');
    expect(moveToIndex(castling, { from: 4, to: 7 })).toBe(4 * 64 + 6);
    expect(moveToIndex(castling, { from: 4, to: 0 })).toBe(4 * 64 + 2);
    const black = fromFen('r3k2r/8/8/8/8/8/8/R3K2R b KQkq - 0 1');
    expect(moveToIndex(black, { from: 60, to: 63 })).toBe(4 * 64 + 6);
    const promoting = fromFen('n7/1P6/8/8/8/8/8/k1K5 w - - 0 1');
    expect(moveToIndex(promoting, { from: 49, to: 56, promotion: 'queen' })).toBe(49 * 64 + 56);
    expect(moveToIndex(promoting, { from: 49, to: 56, promotion: 'rook' })).toBe(4096 + 8 * 3 + 2);
  });
});

describe('packed positions', () => {
  it('expand to the planes that the description gives', () => {
    fc.assert(
      fc.property(seeds, starts, (seed, start) => {
        const planes = new Float32Array(BOARD_SIZE);
        for (const position of randomGame(seed, 50, start)) {
          expandPlanes(record(position), 0, planes, 0);
          // Buffers first: telling two long arrays apart value by value takes most of the test's time.
          const expected = describedPlanes(position);
          if (Buffer.compare(Buffer.from(planes.buffer), Buffer.from(expected.buffer)) !== 0)
            expect(planes).toEqual(expected);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('hold an en-passant square only where a pawn may take', () => {
    const planes = new Float32Array(BOARD_SIZE);
    const target = (fen: string): number[] => {
      expandPlanes(record(fromFen(fen)), 0, planes, 0);
      return Array.from({ length: 64 }, (_, square) => square).filter((square) => planes[square * PLANES + 16] === 1);
    };
    expect(target('k7/8/8/3pP3/8/8/8/4K3 w - d6 0 2')).toEqual([43]);
    expect(target('4k3/8/8/8/pPp5/8/8/4K3 b - b3 0 2')).toEqual([41]);
    expect(target('rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq e3 0 1')).toEqual([]);
    // The pawn is pinned along the rank: taking would lay the king open to the rook.
    expect(target('8/8/8/K2pP2r/8/8/8/7k w - d6 0 2')).toEqual([]);
    // The pawns of the a and h files are no neighbours although their squares are.
    expect(target('4k3/8/8/7p/P7/8/8/4K3 b - a3 0 1')).toEqual([]);
    expect(target('4k3/8/P7/7p/8/8/8/4K3 w - h6 0 1')).toEqual([]);
  });

  it('are the same for both colours', () => {
    fc.assert(
      fc.property(seeds, starts, (seed, start) => {
        for (const position of randomGame(seed, 50, start))
          expect(record(mirrored(position))).toEqual(record(position));
      }),
      { numRuns: 20 },
    );
  });

  it('carry their label and nothing into their neighbours', () => {
    fc.assert(
      fc.property(
        fc.record({
          move: fc.nat(POLICY_SIZE - 1),
          outcome: fc.constantFrom(0 as const, 1 as const, 2 as const),
          ply: fc.nat(600),
          game: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        }),
        (label) => {
          const bytes = new Uint8Array(3 * RECORD_BYTES).fill(0xee);
          packPosition(Chess.default(), bytes, RECORD_BYTES, label);
          const view = new DataView(bytes.buffer, RECORD_BYTES, RECORD_BYTES);
          expect(bytes.subarray(0, RECORD_BYTES).every((byte) => byte === 0xee)).toBe(true);
          expect(bytes.subarray(2 * RECORD_BYTES).every((byte) => byte === 0xee)).toBe(true);
          expect([
            view.getUint8(35),
            view.getUint16(36, true),
            view.getUint8(38),
            view.getUint8(39),
            view.getUint32(40, true),
          ]).toEqual([label.outcome, label.move, Math.min(label.ply, 255), 0, label.game]);
          const read = [moveAt, outcomeAt, plyAt].map((of) => of(bytes, RECORD_BYTES));
          expect(read).toEqual([label.move, 2 - label.outcome, Math.min(label.ply, 255)]);
          const planes = new Float32Array(3 * BOARD_SIZE).fill(7);
          expandPlanes(bytes, RECORD_BYTES, planes, BOARD_SIZE);
          expect(planes.subarray(0, BOARD_SIZE).every((value) => value === 7)).toBe(true);
          expect(planes.subarray(2 * BOARD_SIZE).every((value) => value === 7)).toBe(true);
        },
      ),
    );
  });
});
