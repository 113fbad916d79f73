import { readFileSync } from 'node:fs';
import { Chess } from 'chessops';
import { parseFen } from 'chessops/fen';
import { describe, expect, it } from 'vitest';
import { expandSpears, packSpears, SPEARS_BITS, SPEARS_BYTES } from '../../../src/chess/board/spears-bits.js';
import { moveFromUci } from '../../../src/chess/board/uci-moves.js';

/** What notnil/chess v1.9.0 wrote, by make-spears-vectors.go. */
const vectors = JSON.parse(readFileSync(new URL('../spears-vectors.json', import.meta.url), 'utf8')) as {
  fen: string;
  moves: string;
  hex: string;
}[];

function positionAfter(fen: string, moves: string): Chess {
  const position = Chess.fromSetup(parseFen(fen).unwrap()).unwrap();
  for (const uci of moves.split(' ').filter(Boolean)) position.play(moveFromUci(position, uci)!);
  return position;
}

describe('the 808 bits of Spears', () => {
  it.each(vectors)('are those of notnil/chess: $fen $moves', ({ fen, moves, hex }) => {
    // what was there before must go, what stands around must stay
    const bytes = new Uint8Array(SPEARS_BYTES + 2).fill(0xaa);
    packSpears(positionAfter(fen, moves), bytes, 1);
    expect(Buffer.from(bytes.subarray(1, 102)).toString('hex')).toBe(hex);
    expect([bytes[0], bytes[102]]).toEqual([0xaa, 0xaa]);
  });

  it('come highest bit first, as numpy unpacks them', () => {
    const bytes = new Uint8Array(SPEARS_BYTES);
    packSpears(Chess.default(), bytes, 0);
    const bits = new Float32Array(SPEARS_BITS + 1);
    expandSpears(bytes, 0, bits, 1);
    const places = Array.from(bits.keys())
      .filter((at) => bits[at] === 1)
      .map((at) => at - 1);
    expect(places.slice(0, 4)).toEqual([4, 64 + 3, 128, 128 + 7]); // Ke1, Qd1, Ra1, Rh1
    expect(places.filter((at) => at < 768)).toHaveLength(32);
    // Move 1, no en-passant square (eight ones), all castling rights.
    expect(places.filter((at) => at >= 768)).toEqual([791, 792, 793, 794, 795, 796, 797, 798, 799, 804, 805, 806, 807]);
  });

  it('hold a half-move clock that outgrows its byte at 255', () => {
    const bytes = new Uint8Array(SPEARS_BYTES);
    packSpears(positionAfter('8/8/8/8/8/5k2/8/5K2 w - - 900 9999', ''), bytes, 0);
    expect([...bytes.subarray(96, 99)]).toEqual([255, 39, 15]);
  });
});
