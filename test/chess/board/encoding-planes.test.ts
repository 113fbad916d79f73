import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BOARD_SIZE } from '../../../src/chess/board/encoding.js';
import { writePlanes } from '../../../src/chess/board/encoding-planes.js';
import { expandPlanes, packPosition, RECORD_BYTES } from '../../../src/chess/board/position-record.js';
import { fromFen, HARD, randomGame } from '../positions.js';

const seeds = fc.integer({ min: 0, max: 1e9 }).map(String);
const starts = fc.constantFrom(...HARD).map(fromFen);

/** The planes by way of a packed record: the other description of the same encoding. */
function packedPlanes(position: Parameters<typeof packPosition>[0]): Float32Array {
  const record = new Uint8Array(RECORD_BYTES);
  const planes = new Float32Array(BOARD_SIZE);
  packPosition(position, record, 0);
  expandPlanes(record, 0, planes, 0);
  return planes;
}

describe('planes from bitboards', () => {
  it('are those of the packed position, in place of whatever stood there', () => {
    fc.assert(
      fc.property(seeds, starts, (seed, start) => {
        const planes = new Float32Array(2 * BOARD_SIZE);
        for (const position of randomGame(seed, 60, start)) {
          planes.fill(7);
          writePlanes(position, planes, BOARD_SIZE);
          const expected = packedPlanes(position);
          if (Buffer.compare(Buffer.from(planes.buffer, 4 * BOARD_SIZE), Buffer.from(expected.buffer)) !== 0)
            expect(planes.slice(BOARD_SIZE)).toEqual(expected);
          expect(planes[BOARD_SIZE - 1]).toBe(7);
        }
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    'k7/8/8/3pP3/8/8/8/4K3 w - d6 0 2',
    '4k3/8/8/8/pPp5/8/8/4K3 b - b3 0 2',
    'r3k2r/8/8/8/8/8/8/R3K2R b Kq - 99 80',
    'r3k2r/8/8/8/8/8/8/R3K2R w kQ - 300 200',
  ])('hold en passant, castling rights and the clock of %s', (fen) => {
    const planes = new Float32Array(BOARD_SIZE);
    writePlanes(fromFen(fen), planes, 0);
    expect(planes).toEqual(packedPlanes(fromFen(fen)));
  });
});
