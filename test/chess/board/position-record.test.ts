import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { legalIndices } from '../../../src/chess/board/encoding.js';
import { phaseOf } from '../../../src/chess/board/game-phase.js';
import { packPosition, RECORD_BYTES, unpackPosition } from '../../../src/chess/board/position-record.js';
import { fromFen, HARD, randomGame } from '../positions.js';

const ascending = (a: number, b: number): number => a - b;

describe('a packed position', () => {
  it('comes back with the same moves and the same bytes, whoever moved', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), fc.constantFrom(undefined, ...HARD), (seed, fen) => {
        for (const position of randomGame(String(seed), 80, fen === undefined ? undefined : fromFen(fen))) {
          const record = new Uint8Array(RECORD_BYTES);
          packPosition(position, record, 0);
          const back = unpackPosition(record, 0)!;
          expect(back.turn).toBe('white');
          expect(legalIndices(back).sort(ascending)).toEqual(legalIndices(position).sort(ascending));
          const again = new Uint8Array(RECORD_BYTES);
          packPosition(back, again, 0);
          expect(again).toEqual(record);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('is none when the bytes are nonsense', () => {
    const record = new Uint8Array(RECORD_BYTES);
    expect(unpackPosition(record, 0)).toBeUndefined(); // no kings
    packPosition(fromFen(HARD[0]!), record, 0);
    record[0] = 0xff;
    expect(unpackPosition(record, 0)).toBeUndefined(); // no such piece
    expect(() => unpackPosition(record, 8)).toThrow(RangeError);
  });
});

describe('the phase of a position', () => {
  const phase = (fen: string, ply: number): string => {
    const record = new Uint8Array(RECORD_BYTES);
    packPosition(fromFen(fen), record, 0, { move: 0, outcome: 1, ply, game: 1 });
    return phaseOf(record, 0);
  };

  it('goes by ply first and by pieces then', () => {
    const start = 'rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1';
    expect(phase(start, 19)).toBe('opening');
    expect(phase(start, 20)).toBe('middle game');
    expect(phase('8/8/4k3/8/8/4K3/4P3/8 b - - 0 1', 255)).toBe('endgame');
    // three pieces a side besides pawns and kings: an endgame by Lichess' Divider; one more is none
    expect(phase('r1b1kb2/pppp4/8/8/8/8/PPPP4/R1B1KB2 w - - 0 30', 60)).toBe('endgame');
    expect(phase('r1b1kb2/pppp4/8/8/8/8/PPPP4/R1BQKB2 b - - 0 30', 60)).toBe('middle game');
  });
});
