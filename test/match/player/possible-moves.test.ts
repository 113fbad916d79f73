import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moveAt } from '../../../src/match/player/choose-move.js';
import { possibleMoves } from '../../../src/match/player/possible-moves.js';
import { randomFromState } from '../../../src/spec/keys/random.js';
import type { Decoding } from '../../../src/spec/tournament.js';
import { indexOf, START, situation } from '../boards.js';

/** Three legal moves; in the order of their indices: a1b1, a1a2, a1b2. */
const THREE = situation('7k/8/8/8/8/8/8/K7 w - - 0 1');
const ROUND = 'a2b2 h8g8 b2a2 g8h8';
/** Some moves repeat, c2g6 stalemates, some mate; in the last every move repeats. */
const SITUATIONS = [
  THREE,
  situation(START),
  situation('7k/7p/8/8/8/8/Q7/K7 w - - 0 1', `${ROUND} ${ROUND} a2c2 h8g8 c2a2 g8h8 a2d2 h8g8 d2a2 g8h8`),
  situation('7k/8/8/6K1/8/8/2Q5/8 w - - 0 1'),
  situation('4R1R1/8/8/5k2/8/8/8/4K2R w K - 0 1'),
  situation(
    '2r4k/8/8/8/8/8/8/K7 w - - 0 1',
    ['a2', 'b1', 'b2'].map((square) => `a1${square} h8g8 ${square}a1 g8h8`).join(' '),
  ),
];
const decodings: Decoding[] = (['none', 'mate-and-repetition'] as const).flatMap((guard) =>
  [0, 0.2, 0.5, 1].map((temperature) => ({ temperature, guard })),
);

/** Logits of the legal moves by name, 0 for the others, and a score. */
function evaluated(board: ReturnType<typeof situation>, named: Record<string, number>, score = 0.5) {
  const logits = board.legal.map(() => 0);
  for (const [uci, logit] of Object.entries(named)) logits[board.legal.indexOf(indexOf(board.position, uci))] = logit;
  return { logits, score, legalShare: 1 };
}

describe('the moves that a small change of the outputs makes possible', () => {
  it('hold every move that is chosen after a change by the margin, and the exact choice at 0', () => {
    fc.assert(
      fc.property(
        fc.record({
          board: fc.constantFrom(...SITUATIONS),
          decoding: fc.constantFrom(...decodings),
          seed: fc.integer({ min: 1, max: 2 ** 31 }),
          spread: fc.constantFrom(0, 0.001, 1, 6, 20),
          change: fc.constantFrom(1e-4, 1e-3, 0.01, 0.1, 1),
          mean: fc.constantFrom(0.3, 0.6, 0.9),
        }),
        ({ board, decoding, seed, spread, change, mean }) => {
          const random = randomFromState([seed, 1, 2, 3]);
          const draw = (size: number): number => size * (2 * random.next() - 1);
          const logits = board.legal.map(() => draw(spread));
          const score = mean + draw(change);
          const uniform = random.next();
          const possible = possibleMoves(board, { logits, score, legalShare: 1 }, decoding, uniform, change + 1e-9);
          const exact = moveAt(board, { logits, score, legalShare: 1 }, decoding, uniform);
          expect(possible.get(exact.index)).toBe(0);
          for (let again = 0; again < 20; again++) {
            // every other time all changes are as large as they may be
            const shift = (): number => (again % 2 === 0 ? draw(change) : random.next() < 0.5 ? change : -change);
            const near = { logits: logits.map((logit) => logit + shift()), score: score + shift(), legalShare: 1 };
            expect([...possible.keys()]).toContain(moveAt(board, near, decoding, uniform).index);
          }
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('are those on either side of the random number: by hand', () => {
    const [first, second, third] = ['a1b1', 'a1a2', 'a1b2'].map((uci) => indexOf(THREE.position, uci));
    expect(THREE.legal).toEqual([first, second, third]);
    // shares 1/3 each; logit(1/3) = -log 2, and .32 lies log(2) + log(.32 / .68) = -.0606 from it
    const decoding: Decoding = { temperature: 0.5, guard: 'none' };
    const possible = possibleMoves(THREE, evaluated(THREE, {}), decoding, 0.32, 0.1);
    expect([...possible.keys()].sort()).toEqual([first, second].sort());
    expect(possible.get(first!)).toBe(0);
    expect(possible.get(second!)).toBeCloseTo((0.5 / 2) * 0.0606, 4);
    expect(possibleMoves(THREE, evaluated(THREE, {}), decoding, 0.32, 0.01).size).toBe(1);
  });

  it('are exactly so far away: a little less of a change keeps the choice, a little more alters it', () => {
    const decoding: Decoding = { temperature: 0.7, guard: 'none' };
    const { logits } = evaluated(THREE, { a1b1: 0.3, a1a2: -0.2 });
    const own = { score: 0.5, legalShare: 1 };
    const possible = possibleMoves(THREE, { logits, ...own }, decoding, 0.2, 5);
    for (const [at, index] of THREE.legal.entries()) {
      const margin = possible.get(index)!;
      if (margin === 0) continue;
      // the random number lies below: moves before this one lose weight, it and the later ones gain
      const moved = (change: number) => logits.map((logit, i) => logit + (i < at ? -change : change));
      expect(moveAt(THREE, { logits: moved(margin - 1e-6), ...own }, decoding, 0.2).index).not.toBe(index);
      expect(moveAt(THREE, { logits: moved(margin + 1e-6), ...own }, decoding, 0.2).index).toBe(index);
    }
  });

  it('are the best but for twice the margin at temperature 0, and the likeliest mates', () => {
    const greedy: Decoding = { temperature: 0, guard: 'mate-and-repetition' };
    const possible = possibleMoves(THREE, evaluated(THREE, { a1a2: 1, a1b2: 0.5 }), greedy, 0, 0.3);
    expect([...possible]).toEqual([
      [indexOf(THREE.position, 'a1a2'), 0],
      [indexOf(THREE.position, 'a1b2'), 0.25],
    ]);
    const mates = SITUATIONS[4]!;
    const names = [...possibleMoves(mates, evaluated(mates, { e1g1: 1, h1f1: 0.9 }), greedy, 0.5, 0.1)];
    expect(names.map(([index]) => index).sort()).toEqual(
      ['e1g1', 'h1f1'].map((uci) => indexOf(mates.position, uci)).sort(),
    );
  });

  it('follow the guard to both sides of its score', () => {
    const board = SITUATIONS[3]!;
    const greedy: Decoding = { temperature: 0, guard: 'mate-and-repetition' };
    const [drawn, kept] = ['c2g6', 'c2c7'].map((uci) => indexOf(board.position, uci));
    const at = (score: number) =>
      possibleMoves(board, evaluated(board, { c2g6: 5, c2c7: 4 }, score), greedy, 0.5, 1e-3);
    expect([...at(0.59).keys()]).toEqual([drawn]);
    expect([...at(0.61).keys()]).toEqual([kept]);
    expect(at(0.6005).get(drawn!)).toBeCloseTo(0.0005, 6);
    expect(at(0.5995).get(kept!)).toBeCloseTo(0.0005, 6);
  });

  it('are found soon where many draws are equally likely', () => {
    const board = SITUATIONS[2]!;
    const flat = evaluated(board, {}, 0.9);
    for (const temperature of [0, 0.001, 1])
      for (const tolerance of [1e-3, 10, Number.POSITIVE_INFINITY])
        expect(
          possibleMoves(board, flat, { temperature, guard: 'mate-and-repetition' }, 0.5, tolerance).size,
        ).toBeGreaterThan(0);
  });
});
