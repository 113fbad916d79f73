import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { symmetryProcess, wealth } from '../../../src/tournament/stats/e-process.js';
import { estimateAfterEProcess } from '../../../src/tournament/stats/estimate-after-stop.js';
import { pairConfidenceSequence } from '../../../src/tournament/stats/pair-confidence-sequence.js';
import type { PairCounts } from '../../../src/tournament/stats/pair-counts.js';
import { blockDifferences } from '../../../src/tournament/verdict/complete-blocks.js';
import type { ContestantKey } from '../../../src/vocabulary/ids.js';
import type { Result } from '../../../src/vocabulary/unions.js';

const differences = fc.array(
  fc.integer({ min: -30, max: 30 }).map((x) => x / 40),
  { minLength: 1, maxLength: 9 },
);

describe('the sign-symmetry e-process', () => {
  it('has mean 1 over all signs, whatever the sizes', () =>
    fc.assert(
      fc.property(differences, (sizes) => {
        let sum = 0;
        for (let signs = 0; signs < 2 ** sizes.length; signs++)
          sum += wealth(
            sizes.map((d, i) => (signs & (1 << i) ? -d : d)),
            1,
          );
        expect(sum / 2 ** sizes.length).toBeCloseTo(1, 9);
      }),
    ));

  it('passes 1 / alpha for a share of signs not above alpha', () => {
    const sizes = [0.3, 0.1, 0.25, 0.2, 0.15, 0.3, 0.2, 0.1];
    let crossed = 0;
    for (let signs = 0; signs < 256; signs++)
      if (
        symmetryProcess(
          sizes.map((d, i) => (signs & (1 << i) ? -d : d)),
          0.05,
        ).decidedAt !== null
      )
        crossed++;
    expect(crossed).toBeGreaterThan(0);
    expect(crossed / 256).toBeLessThanOrEqual(0.05);
  });

  it('is too early for five blocks at .05, however large, and speaks with six', () => {
    expect(symmetryProcess(Array(5).fill(0.9), 0.05).state).toBe('too early');
    expect(symmetryProcess(Array(6).fill(0.9), 0.05)).toMatchObject({ state: 'first stronger', decidedAt: 6 });
    expect(symmetryProcess([0.1, -0.1, 0.1, -0.1, 0.1, -0.1], 0.05).state).toBe('undecided');
    expect(symmetryProcess([], 0.05)).toMatchObject({ state: 'too early', p: 1 });
  });

  it('turns with the labels exactly', () =>
    fc.assert(
      fc.property(differences, (values) => {
        const [found, turned] = [
          symmetryProcess(values, 0.2),
          symmetryProcess(
            values.map((d) => -d),
            0.2,
          ),
        ];
        expect(turned.path).toEqual(found.path);
        const swapped = {
          'first stronger': 'second stronger',
          'second stronger': 'first stronger',
          'too early': 'too early',
          undecided: 'undecided',
        } as const;
        expect(turned.state).toBe(swapped[found.state]);
      }),
    ));
});

describe('differences of blocks', () => {
  const key = (name: string): ContestantKey => name as ContestantKey;
  const game = (block: number, white: string, black: string, result: Result) => ({
    block,
    white: key(white),
    black: key(black),
    result,
  });
  const games = [
    game(1, 'a1', 'b1', '1-0'),
    game(1, 'u', 'a1', '1/2-1/2'),
    game(1, 'b1', 'u', '0-1'),
    game(2, 'a1', 'b2', '0-1'), // of block 2: does not change block 1
    game(2, 'a2', 'b2', '1/2-1/2'),
  ];
  const players = [1, 2].map((block) => ({
    block,
    first: { key: key(`a${block}`) },
    second: { key: key(`b${block}`) },
  }));
  const values = (...parameters: Parameters<typeof blockDifferences>): number[] => [
    ...blockDifferences(...parameters).values(),
  ];

  it('count the games of the block alone, in any order', () => {
    expect(values(games, players)).toEqual([0.75, -0.25]);
    expect(values([...games].reverse(), players)).toEqual([0.75, -0.25]);
    expect(
      values(
        games,
        players.map(({ block, first, second }) => ({ block, first: second, second: first })),
      ),
    ).toEqual([-0.75, 0.25]);
    expect(values(games.slice(0, 3), players)).toEqual([0.75]);
  });
});

describe('the confidence sequence over pairs', () => {
  it('says nothing without pairs, and holds the mean', () => {
    expect(pairConfidenceSequence([0, 0, 0, 0, 0], 0.05)).toEqual({
      pairs: 0,
      low: 0,
      high: 1,
      eloLow: null,
      eloHigh: null,
    });
    const { low, high } = pairConfidenceSequence([10, 20, 40, 20, 10], 0.05);
    expect(low).toBeGreaterThan(0.35);
    expect(low).toBeLessThan(0.5);
    expect(high).toBe(1 - low);
  });

  it('turns with the labels exactly, and narrows', () =>
    fc.assert(
      fc.property(fc.tuple(...Array.from({ length: 5 }, () => fc.integer({ min: 0, max: 50 }))), (counts) => {
        const [found, turned] = [
          pairConfidenceSequence(counts as unknown as PairCounts, 0.05),
          pairConfidenceSequence([...counts].reverse() as unknown as PairCounts, 0.05),
        ];
        expect(turned.high).toBe(1 - found.low);
        expect(turned.eloHigh).toBe(found.eloLow === null ? null : -found.eloLow + 0);
        const more = pairConfidenceSequence(counts.map((n) => 4 * n) as unknown as PairCounts, 0.05);
        expect(more.high - more.low).toBeLessThanOrEqual(found.high - found.low + 1e-9);
      }),
    ));
});

describe('after a stop', () => {
  const seen = [0.31, 0.22, 0.4, 0.18, 0.35, 0.28];
  it('is drawn towards none where the run stopped early, and has an interval around it', () => {
    expect(symmetryProcess(seen, 0.05).decidedAt).toBe(6);
    const found = estimateAfterEProcess(seen, 12, 0.05);
    expect(found.estimate!).toBeLessThanOrEqual(0.29 + 0.04);
    expect(found.low).not.toBeNull();
    expect(found.low!).toBeLessThan(found.estimate!);
    expect(found.high!).toBeGreaterThan(found.estimate!);
  });
  it('turns with the labels exactly', () => {
    const [found, turned] = [
      estimateAfterEProcess(seen, 8, 0.05),
      estimateAfterEProcess(
        seen.map((d) => -d),
        8,
        0.05,
      ),
    ];
    expect(turned).toEqual({ estimate: -found.estimate!, low: -found.high!, high: -found.low! });
  });
  it('gives no interval while none could be, and no estimate for one block', () => {
    expect(estimateAfterEProcess([0.2], 8, 0.05)).toEqual({ estimate: null, low: null, high: null });
    expect(estimateAfterEProcess([0.2, 0.1], 8, 0.05)).toMatchObject({ low: null, high: null });
  });
});
