import { describe, expect, it } from 'vitest';
import { uciOfIndex } from '../../../src/chess/board/uci-moves.js';
import { chooseAnchorMove } from '../../../src/match/player/anchor-moves.js';
import { randomFromState } from '../../../src/spec/keys/random.js';
import { START, situation } from '../boards.js';

/** The different moves that 400 draws give. */
function drawn(anchor: 'random' | 'greedy', fen: string, moves = ''): string[] {
  const { position, legal } = situation(fen, moves);
  const random = randomFromState([4, 3, 2, 1]);
  const found = new Set<string>();
  for (let i = 0; i < 400; i++) found.add(uciOfIndex(position, chooseAnchorMove(anchor, position, legal, random)));
  return [...found].sort();
}

describe('anchors', () => {
  it('random plays every legal move', () => expect(drawn('random', START)).toHaveLength(20));

  it.each([
    ['mates before it takes', '3q3k/8/6K1/8/8/8/8/R2R4 w - - 0 1', ['d1d8']],
    ['takes the dearest piece', '3q3k/r7/8/8/8/8/8/R2R3K w - - 0 1', ['d1d8']],
    ['chooses among equals', '3r3k/r7/8/8/8/8/8/R2R3K w - - 0 1', ['a1a7', 'd1d8']],
    ['promotes', '8/4P3/8/8/8/8/k7/6K1 w - - 0 1', ['e7e8q']],
    ['adds promotion to the capture', '3r3k/4P3/8/8/8/2q5/1P6/6K1 w - - 0 1', ['e7d8q']],
    ['takes en passant', '4k3/8/8/3pP3/8/8/8/4K3 w - d6 0 1', ['e5d6']],
    ['does not take castling for a capture', 'r3k3/8/8/8/8/8/4p3/4K2R w K - 0 1', ['e1e2']],
  ])('greedy %s', (_name, fen, moves) => expect(drawn('greedy', fen)).toEqual(moves));

  it('greedy plays anything where nothing is to be won', () => expect(drawn('greedy', START)).toHaveLength(20));
});
