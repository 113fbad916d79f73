import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf, recordsOf } from '../../../src/rating/davidson/pair-cells.js';
import { ELO_PER_LOG } from '../../../src/rating/elo/elo.js';
import { outcomeDistribution } from '../../../src/rating/elo/outcome-models.js';
import { pairsRatio } from '../../../src/rating/elo/pair-counts.js';
import { bayesEloOf, bayesEloScale, logisticOfBayesElo } from '../../../src/rating/elo/score-models.js';
import { worseOutcome } from '../../../src/rating/sequential/brownian.js';
import { estimateAfterStop } from '../../../src/rating/sequential/estimate-after-stop.js';
import { generalisedLlr } from '../../../src/rating/sequential/llr.js';
import { type SprtBounds, sprt } from '../../../src/rating/sequential/sprt.js';

const FIVE_PERCENT = { alpha: 0.05, beta: 0.05 };

describe('published answers', () => {
  // fastchess, app/tests/sprt_test.cpp at 74deac2, tolerance 1 %; counts from losses (or lost pairs) to wins
  it.each([
    ['normalized', [36_027, 68_692, 36_433], 0, 2, 0.92],
    ['logistic', [21_184, 40_708, 21_404], 0.5, 2.5, -1.57],
    ['normalized', [365, 16_618, 36_229, 16_974, 390], 0, 2, 2.25],
    ['logistic', [223, 9863, 21_279, 10_037, 246], 0.5, 2.5, -3.07],
  ] as const)('fastchess, LLR, %s, %j', (bounds, counts, elo0, elo1, expected) => {
    const { llr } = sprt(counts, { elo0, elo1, ...FIVE_PERCENT, bounds });
    expect(Math.abs(llr! / expected - 1)).toBeLessThan(0.01);
  });

  // ln(β / (1 - α)) and ln((1 - β) / α), as fishtest's stat_util.py and fastchess's sprt.cpp compute them
  it.each([
    [0.05, 0.05, -2.9444389791664403, 2.9444389791664403],
    [0.01, 0.01, -4.59511985013459, 4.59511985013459],
    [0.05, 0.1, -2.251291798606495, 2.8903717578961645],
  ])('Wald’s bounds at %d and %d', (alpha, beta, low, high) => {
    const { lower, upper } = sprt([0, 0, 0], { elo0: 0, elo1: 5, alpha, beta, bounds: 'logistic' });
    expect(Math.abs(lower - low)).toBeLessThan(1e-9);
    expect(Math.abs(upper - high)).toBeLessThan(1e-9);
  });

  it('fastchess, whose wins they are', () => {
    // scoreboard_test.cpp, "Update and Update Reverse and Get": each engine with White wins 1, loses 2, draws 3
    const games = [
      [0, 1],
      [1, 0],
    ].flatMap(([white, black]) =>
      ([1, 0, 0, 0.5, 0.5, 0.5] as const).map((result) => ({ white: white!, black: black!, result })),
    );
    const record = { wins: 3, losses: 3, draws: 6 };
    expect(recordsOf(cellsOf(games, 2))).toEqual([record, record]);
  });

  it('vdbergh/simul, from BayesElo to logistic', () => {
    // README.md at 5f791e7, sample usage: a draw ratio of .95 is a draw Elo of 636.4258
    expect(logisticOfBayesElo(11.47029, 636.4258)).toBeCloseTo(1.11905, 5);
    expect(Math.abs(logisticOfBayesElo(5.73392, 636.4258) - 0.55915)).toBeLessThan(1e-5);
  });

  it('vdbergh/pentanomial, single games from biases', () => {
    // README.md at d046e74, "The model"
    const [drawElo, biases] = [327, [-90, 200]];
    // a game with either colour, on the mean over biases
    const law = (bias: number) =>
      outcomeDistribution('bayeselo', bias / ELO_PER_LOG, drawElo / ELO_PER_LOG).toReversed();
    const three = [0, 1, 2].map((i) => biases.reduce((sum, bias) => sum + law(bias)[i]! + law(-bias)[i]!, 0) / 4);
    three.forEach((p, i) => expect(Math.abs(p - [0.1644, 0.6712, 0.1644][i]!)).toBeLessThan(5e-5));
  });
});

describe('answers in other programs’ own tests', () => {
  const plan = (elo0: number, elo1: number, bounds: SprtBounds) => ({ elo0, elo1, alpha: 0.05, beta: 0.05, bounds });
  // fastchess, app/tests/sprt_test.cpp at 0cbac49, tolerance 1 %; its pairs have WL and DD apart, added up here. Left
  // out: its two cases of nothing but draws and nothing but won pairs, where its root finding stops short of
  // fishtest's.
  it.each([
    [[10650, 20431, 10871], plan(-1.75, 0.25, 'normalized'), 2.3],
    [[57030, 106593, 57433], plan(0, 2, 'logistic'), -2.59],
    [[68526, 128429, 68965], plan(0, 2, 'bayeselo'), -1.26],
    [[21484, 41111, 21629], plan(0.5, 2.5, 'bayeselo'), -1.13],
    [[127, 4883, 10712, 5150, 104], plan(-1.75, 0.25, 'normalized'), 3.01],
    [[871, 26175, 55983, 26678, 821], plan(0, 2, 'logistic'), -4.98],
  ] as const)('fastchess, %j', (counts, tested, llr) =>
    expect(Math.abs(sprt(counts, tested).llr! / llr - 1)).toBeLessThan(0.01),
  );

  // jw1912/SPRT, README: sprt.py --wins 4307 --losses 4063 --draws 8620 --elo0 0 --elo1 3, "by OpenBench's method"
  it('OpenBench’s method', () => expect(sprt([4063, 8620, 4307], plan(0, 3, 'bayeselo')).llr!.toFixed(2)).toBe('2.47'));

  // A match printed by fastchess: ptnml 0, 0, 2, 0, 37 at [0, 20]; its LLR is 2.96
  it('a nearly perfect match', () =>
    expect(sprt([0, 0, 2, 0, 37], plan(0, 20, 'normalized'))).toMatchObject({
      llr: expect.closeTo(2.96, 2) as number,
      state: 'accepted',
    }));

  // fishtest, server/tests/test_stats_sprt.py at bc22d43 (its issue 2571); it expects the same in either unit
  it.each([
    [
      [1, 20, 300, 900, 779],
      [245.4729, 223.637, 289.7981],
    ],
    [
      [1, 60, 500, 1200, 600],
      [188.3595, 170.7252, 214.8484],
    ],
  ] as const)('fishtest, the estimate after a stop of %j', (counts, wanted) => {
    const { afterStop } = sprt(counts, plan(0, 2, 'normalized'));
    [afterStop!.elo, afterStop!.eloLow, afterStop!.eloHigh].forEach((found, i) =>
      expect(found).toBeCloseTo(wanted[i]!, 3),
    );
  });

  it('fishtest, an upper end out of reach', () =>
    expect(sprt([0, 0, 1, 5, 994], plan(0, 2, 'normalized')).afterStop).toMatchObject({ eloHigh: null }));
});

describe('score models', () => {
  it('are inverses and make 1 together', () =>
    fc.assert(
      fc.property(
        fc.double({ min: -600, max: 600, noNaN: true }),
        fc.double({ min: 1, max: 800, noNaN: true }),
        (elo, drawElo) => {
          const [win, draw, loss] = outcomeDistribution('bayeselo', elo / ELO_PER_LOG, drawElo / ELO_PER_LOG);
          expect(win + draw + loss).toBeCloseTo(1, 12);
          const back = bayesEloOf({ win, loss })!;
          expect(back.elo).toBeCloseTo(elo, 5);
          expect(back.drawElo).toBeCloseTo(drawElo, 5);
        },
      ),
    ));

  it('scales to nothing without draws', () => {
    expect(bayesEloScale(0)).toBe(1);
    expect(bayesEloScale(88.5046)).toBeCloseTo(0.937817, 5); // printed by BayesElo 0057
  });
});

describe('sequential tests', () => {
  const counts = fc.oneof(
    fc.tuple(fc.nat(80), fc.nat(80), fc.nat(80)),
    fc.tuple(fc.nat(80), fc.nat(80), fc.nat(80), fc.nat(80), fc.nat(80)),
  );
  const scale = fc.constantFrom('normalized' as const, 'logistic' as const);

  it('turn over with the results and hypotheses, and hold no NaN', () =>
    fc.assert(
      fc.property(
        counts,
        scale,
        fc.integer({ min: -20, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        (seen, bounds, elo0, width) => {
          const plan = { elo0, elo1: elo0 + width, alpha: 0.05, beta: 0.1, bounds };
          const one = sprt(seen, plan);
          const other = sprt([...seen].reverse(), {
            ...plan,
            elo0: -elo0 - width,
            elo1: -elo0,
            alpha: 0.1,
            beta: 0.05,
          });
          for (const value of [one.llr, one.afterStop?.elo ?? null, one.afterStop?.los ?? null])
            expect(value === null || Number.isFinite(value)).toBe(true);
          if (one.llr !== null) expect(one.llr + other.llr!).toBeCloseTo(0, 5);
        },
      ),
    ));

  it('the exact ratio is near its approximation for small differences', () => {
    // N (s1 - s0)(2 s - s0 - s1) / (2 V), the form that c-chess-cli uses
    const [l, d, w] = [4000, 12000, 4200];
    const n = l + d + w;
    const s = (w + d / 2) / n;
    const v = (w + d / 4) / n - s * s;
    const [s0, s1] = [0, 5].map((e) => 1 / (1 + 10 ** (-e / 400)));
    expect(
      generalisedLlr([l, d, w], 0, 5, 'logistic')! / ((n * (s1! - s0!) * (2 * s - s0! - s1!)) / (2 * v)),
    ).toBeCloseTo(1, 2);
  });

  it('say nothing without games', () =>
    expect(sprt([0, 0, 0], { elo0: 0, elo1: 5, alpha: 0.05, beta: 0.05, bounds: 'logistic' })).toMatchObject({
      llr: null,
      state: 'continue',
      afterStop: null,
    }));

  it('knows pairs without losses', () => {
    expect(pairsRatio([0, 0, 5, 6, 7])).toBeNull();
    expect(pairsRatio([2, 2, 5, 6, 2])).toBe(2);
  });
});

describe('estimates after a stop', () => {
  it('both ways of computing the same law agree', () => {
    // absorbed below at all: (1 - e^(2γ(A-x))) / (1 - e^(2γA)); with long times everything is absorbed
    const motion = { low: -3, high: 3, drift: 0.1, variance: 0.2 };
    const gamma = 0.5;
    expect(worseOutcome(1e6, 3, motion)).toBeCloseTo(Math.expm1(6 * gamma) / Math.expm1(12 * gamma), 12);
    // at the seam the two series give one value
    const seam = (0.01 * 36) / 0.2;
    expect(worseOutcome(seam * 0.999, 0.2, motion) - worseOutcome(seam * 1.001, 0.2, motion)).toBeCloseTo(0, 3);
    expect(worseOutcome(seam * 10, -3, motion)).toBeGreaterThan(worseOutcome(seam * 5, -3, motion));
  });

  it('lies below the plain estimate after an early pass, and flips with the results', () => {
    const test = {
      elo0: 0,
      elo1: 5,
      scale: 'logistic' as const,
      lower: Math.log(0.05 / 0.95),
      upper: Math.log(0.95 / 0.05),
    };
    const seen = [3000, 7000, 3330];
    const found = estimateAfterStop(seen, test);
    const plain = -400 * Math.log10(1 / ((3330 + 3500) / 13330) - 1);
    expect(found.elo).toBeLessThan(plain);
    expect(found.eloLow).toBeLessThan(found.elo!);
    expect(found.eloHigh).toBeGreaterThan(found.elo!);
    const mirrored = estimateAfterStop([...seen].reverse(), { ...test, elo0: -5, elo1: 0 });
    expect(mirrored.elo! + found.elo!).toBeCloseTo(0, 6);
    expect(mirrored.los + found.los).toBeCloseTo(1, 6);
  });
});
