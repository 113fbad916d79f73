import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derivativesAt } from '../../../src/rating/davidson/cell-derivatives.js';
import { logLikelihood } from '../../../src/rating/davidson/cell-likelihood.js';
import { componentsOf } from '../../../src/rating/davidson/components.js';
import { fitStrengths, type StrengthFit } from '../../../src/rating/davidson/fit-strengths.js';
import { cellsOf, type IndexedGame, type PairCells, rowStarts } from '../../../src/rating/davidson/pair-cells.js';
import { rateJointly } from '../../../src/rating/davidson/rate-jointly.js';
import { ELO_PER_LOG } from '../../../src/rating/elo/elo.js';
import { outcomeProbabilities } from '../../../src/rating/elo/outcome-models.js';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import { randomFromHash } from '../../../src/spec/keys/random.js';
import { cellsFrom } from '../cells.js';

/** Games drawn from the model itself: every pairing, both colours. */
function simulate(
  strengths: readonly number[],
  delta: number,
  eta: number,
  rounds: number,
  seed = 'games',
): IndexedGame[] {
  const random = randomFromHash(sha256Hex(seed));
  const games: IndexedGame[] = [];
  for (let round = 0; round < rounds; round++)
    strengths.forEach((a, white) =>
      strengths.forEach((b, black) => {
        if (white === black) return;
        const { win, draw } = outcomeProbabilities(a - b, delta, eta);
        const u = random.next();
        games.push({ white, black, result: u < win ? 1 : u < win + draw ? 0.5 : 0 });
      }),
    );
  return games;
}
const mustFit = (cells: PairCells, options?: Parameters<typeof fitStrengths>[1]): StrengthFit => {
  const fit = fitStrengths(cells, options);
  if (!fit) throw new Error('no fit');
  return fit;
};
const STRENGTHS = [0.8, 0.1, -0.2, -0.7];
const cells = cellsOf(simulate(STRENGTHS, 0.2, -0.3, 30), 4);
const likelihoodOf = (lambda: readonly number[], delta: number, eta: number) =>
  logLikelihood('davidson', cells, { lambda: Float64Array.from(lambda), delta, eta });

describe('fitStrengths', () => {
  const fit = mustFit(cells);

  it('solves the score equations: points of every player, White’s points and draws are as expected', () => {
    const at = Float64Array.of(...fit.lambda, fit.delta, fit.eta);
    const { gradient } = derivativesAt('davidson', cells, rowStarts(4, cells.white), at);
    expect(gradient.length).toBe(6);
    for (const slope of gradient) expect(Math.abs(slope)).toBeLessThan(1e-9);
    expect(fit.lambda.reduce((sum, x) => sum + x, 0)).toBeCloseTo(0, 12);
  });

  it('is the best of many points around it', () => {
    const random = randomFromHash(sha256Hex('around'));
    for (let i = 0; i < 2000; i++) {
      const size = 10 ** (-4 + 5 * random.next());
      const moved = [...fit.lambda, fit.delta, fit.eta].map((x) => x + size * (random.next() - 0.5));
      expect(likelihoodOf(moved.slice(0, 4), moved[4]!, moved[5]!)).toBeLessThanOrEqual(fit.logLikelihood + 1e-9);
    }
  });

  it('equals a search by brute force on three players', () => {
    const three = cellsOf(simulate([0.4, 0, -0.4], 0.1, 0, 6, 'three'), 3);
    const found = mustFit(three);
    // coordinate search with shrinking steps: slow and independent of derivatives
    const at = [0, 0, 0, 0]; // λ0 - λ2, λ1 - λ2, δ, η
    const value = (x: number[]) =>
      logLikelihood('davidson', three, { lambda: Float64Array.of(x[0]!, x[1]!, 0), delta: x[2]!, eta: x[3]! });
    for (let step = 0.5; step > 1e-9; ) {
      let better = false;
      for (let i = 0; i < 4; i++)
        for (const sign of [1, -1]) {
          const next = at.slice();
          next[i]! += sign * step;
          if (value(next) > value(at)) {
            at.splice(0, 4, ...next);
            better = true;
          }
        }
      if (!better) step /= 2;
    }
    expect(found.lambda[0]! - found.lambda[2]!).toBeCloseTo(at[0]!, 5);
    expect(found.lambda[1]! - found.lambda[2]!).toBeCloseTo(at[1]!, 5);
    expect(found.delta).toBeCloseTo(at[2]!, 5);
    expect(found.eta).toBeCloseTo(at[3]!, 5);
  });

  it('has the covariance of the numerical Hessian', () => {
    const covariance = fit.covariance();
    // free parameters: λ1..λ3 against λ0, δ, η
    const value = (x: readonly number[]) => likelihoodOf([0, x[0]!, x[1]!, x[2]!], x[3]!, x[4]!);
    const at = [1, 2, 3].map((i) => fit.lambda[i]! - fit.lambda[0]!).concat(fit.delta, fit.eta);
    const h = 1e-3;
    const shift = (i: number, j: number, a: number, b: number) =>
      value(at.map((x, k) => x + (k === i ? a * h : 0) + (k === j ? b * h : 0)));
    const hessian = at.map((_, i) =>
      at.map(
        (__, j) => -(shift(i, j, 1, 1) - shift(i, j, 1, -1) - shift(i, j, -1, 1) + shift(i, j, -1, -1)) / (4 * h * h),
      ),
    );
    const differences = (i: number, j: number): number => {
      const at4 = (r: number, c: number) => covariance[r * 6 + c]!;
      if (i > 2 || j > 2)
        return i > 2 && j > 2
          ? at4(i + 1, j + 1)
          : i > 2
            ? at4(i + 1, j + 1) - at4(i + 1, 0)
            : at4(i + 1, j + 1) - at4(0, j + 1);
      return at4(i + 1, j + 1) - at4(i + 1, 0) - at4(0, j + 1) + at4(0, 0);
    };
    hessian.forEach((row, i) =>
      at.forEach((_, j) => {
        const product = row.reduce((sum, x, k) => sum + x * differences(k, j), 0);
        expect(product).toBeCloseTo(i === j ? 1 : 0, 3);
      }),
    );
    for (let j = 0; j < 6; j++)
      expect([0, 1, 2, 3].reduce((sum, i) => sum + covariance[i * 6 + j]!, 0)).toBeCloseTo(0, 10);
  });

  it('finds the strengths that made the games', () => {
    const many = mustFit(cellsOf(simulate(STRENGTHS, 0.2, -0.3, 3000, 'many'), 4));
    STRENGTHS.forEach((strength, i) => expect(many.lambda[i]).toBeCloseTo(strength, 1));
    expect(many.delta).toBeCloseTo(0.2, 1);
    expect(many.eta).toBeCloseTo(-0.3, 1);
  });

  it('depends neither on the order of the games nor on their number an iteration', () => {
    const games = simulate(STRENGTHS, 0.2, -0.3, 30);
    const reversed = mustFit(cellsOf(games.toReversed(), 4));
    expect([...reversed.lambda]).toEqual([...fit.lambda]);
    expect(cellsOf([...games, ...games], 4).white.length).toBe(12);
  });

  it('turns the ratings over when every result is turned over, and the advantage when colours are swapped', () => {
    const games = simulate(STRENGTHS, 0.2, -0.3, 30);
    const turned = mustFit(
      cellsOf(
        games.map(({ white, black, result }) => ({ white, black, result: (1 - result) as 0 | 0.5 | 1 })),
        4,
      ),
    );
    turned.lambda.forEach((x, i) => expect(x).toBeCloseTo(-fit.lambda[i]!, 9));
    expect(turned.delta).toBeCloseTo(-fit.delta, 9);
    const swapped = mustFit(
      cellsOf(
        games.map(({ white, black, result }) => ({ white: black, black: white, result: (1 - result) as 0 | 0.5 | 1 })),
        4,
      ),
    );
    swapped.lambda.forEach((x, i) => expect(x).toBeCloseTo(fit.lambda[i]!, 9));
    expect(swapped.delta).toBeCloseTo(-fit.delta, 9);
  });

  it('gives the logistic answer for two players without draws or advantage', () => {
    const found = mustFit(cellsFrom(2, [{ white: 0, black: 1, wins: 30, draws: 0, losses: 10 }]), { delta: 0 });
    expect((found.lambda[0]! - found.lambda[1]!) * ELO_PER_LOG).toBeCloseTo(-400 * Math.log10(1 / 0.75 - 1), 9);
    expect(found.eta).toBe(-Infinity);
    const variance = found.covariance();
    expect(variance[0]! + variance[5]! - 2 * variance[1]!).toBeCloseTo(1 / (40 * 0.75 * 0.25), 9);
  });

  it('says so when there is no maximum', () => {
    expect(fitStrengths(cellsFrom(2, [{ white: 0, black: 1, wins: 5, draws: 0, losses: 0 }]))).toBeUndefined();
    expect(fitStrengths(cellsFrom(2, [{ white: 0, black: 1, wins: 0, draws: 5, losses: 0 }]))).toBeUndefined();
    // White always wins: the advantage has no bound
    const white = cellsFrom(2, [
      { white: 0, black: 1, wins: 5, draws: 0, losses: 0 },
      { white: 1, black: 0, wins: 5, draws: 0, losses: 0 },
    ]);
    expect(fitStrengths(white)).toBeUndefined();
    expect(fitStrengths(white, { delta: 0 })?.lambda[0]).toBeCloseTo(0, 9);
  });
});

describe('fitStrengths with a held player', () => {
  // player 3 met the group with a perfect score, and its given strength pushes them: the mean of the group stays 0
  const others = simulate([0.5, 0, -0.5], 0.2, -0.3, 5, 'held');
  const games = [...others, { white: 3, black: 0, result: 1 as const }, { white: 1, black: 3, result: 0 as const }];
  const held = cellsOf(games, 4);

  it.each([-60, -8, -1, 0, 3, 30])('at %f solves the score equations in the subspace of mean 0', (strength) => {
    const fit = mustFit(held, { groups: [[0, 1, 2]], held: new Map([[3, strength]]) });
    expect(fit.lambda[3]).toBe(strength);
    expect(fit.lambda[0]! + fit.lambda[1]! + fit.lambda[2]!).toBeCloseTo(0, 12);
    const { gradient } = derivativesAt(
      'davidson',
      held,
      rowStarts(4, held.white),
      Float64Array.of(...fit.lambda, fit.delta, fit.eta),
    );
    // one multiplier for all three, nothing for δ and η
    expect(gradient[1]).toBeCloseTo(gradient[0]!, 9);
    expect(gradient[2]).toBeCloseTo(gradient[0]!, 9);
    expect(gradient[4]).toBeCloseTo(0, 9);
    expect(gradient[5]).toBeCloseTo(0, 9);
    expect(fit.iterations).toBeLessThan(15);
  });

  it('keeps a reference at 0, and gives its covariance as that of differences to it', () => {
    const cells3 = cellsOf(others, 3);
    const [mean, against] = [mustFit(cells3), mustFit(cells3, { reference: 1 })];
    const [centred, shifted] = [mean.covariance(), against.covariance()];
    for (let i = 0; i < 3; i++) {
      expect(against.lambda[i]).toBeCloseTo(mean.lambda[i]! - mean.lambda[1]!, 10);
      expect(shifted[5 * i + 1]).toBe(0);
      for (let j = 0; j < 3; j++)
        expect(shifted[5 * i + j]).toBeCloseTo(
          centred[5 * i + j]! - centred[5 * i + 1]! - centred[5 + j]! + centred[6]!,
          10,
        );
    }
    expect(against.logLikelihood).toBeCloseTo(mean.logLikelihood, 10);
  });
});

describe('componentsOf', () => {
  const win = (white: number, black: number): IndexedGame => ({ white, black, result: 1 });

  it('finds who is connected both ways', () => {
    const found = componentsOf(
      cellsOf([win(0, 1), win(1, 2), win(2, 0), win(2, 3), { white: 4, black: 5, result: 0.5 }, win(3, 4)], 7),
    );
    expect(found).toEqual([[0, 1, 2], [3], [4, 5], [6]]);
  });

  it('agrees with reachability on random graphs', () =>
    fc.assert(
      fc.property(fc.array(fc.record({ white: fc.nat(7), black: fc.nat(7) }), { maxLength: 20 }), (pairs) => {
        const games = pairs.filter(({ white, black }) => white !== black).map(({ white, black }) => win(white, black));
        const reach = Array.from({ length: 8 }, (_, i) => Array.from({ length: 8 }, (__, j) => i === j));
        for (const { white, black } of games) reach[white]![black] = true;
        for (let k = 0; k < 8; k++)
          for (let i = 0; i < 8; i++) for (let j = 0; j < 8; j++) if (reach[i]![k] && reach[k]![j]) reach[i]![j] = true;
        const groups = componentsOf(cellsOf(games, 8));
        const groupOf = (player: number) => groups.findIndex((group) => group.includes(player));
        for (let i = 0; i < 8; i++)
          for (let j = 0; j < 8; j++) expect(groupOf(i) === groupOf(j)).toBe(reach[i]![j] && reach[j]![i]);
      }),
    ));
});

describe('rateJointly', () => {
  it('rates groups apart and leaves perfect scorers out', () => {
    const group = simulate([0.3, -0.3], 0, 0, 20, 'a');
    const other = simulate([0.5, -0.5], 0, 0, 20, 'b').map(({ white, black, result }) => ({
      white: white + 2,
      black: black + 2,
      result,
    }));
    const crossing: IndexedGame[] = [
      { white: 4, black: 0, result: 1 },
      { white: 0, black: 2, result: 1 },
    ];
    const rating = rateJointly(cellsOf([...group, ...other, ...crossing], 6));
    expect(rating.groups).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect([...rating.fit!.lambda.subarray(4)]).toEqual([0, 0]); // not rated
    expect(rating.delta).toBe('fitted');
    expect(rating.fit!.lambda[0]! + rating.fit!.lambda[1]!).toBeCloseTo(0, 12);
    expect(rating.fit!.lambda[2]! + rating.fit!.lambda[3]!).toBeCloseTo(0, 12);
  });

  it('never gives NaN or Infinity as a strength, whatever the results', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            white: fc.nat(4),
            black: fc.nat(4),
            result: fc.constantFrom(0 as const, 0.5 as const, 1 as const),
          }),
          { maxLength: 30 },
        ),
        (games) => {
          const { fit, groups } = rateJointly(
            cellsOf(
              games.filter(({ white, black }) => white !== black),
              5,
            ),
          );
          if (!fit) return;
          for (const player of groups.flat()) expect(Number.isFinite(fit.lambda[player]!)).toBe(true);
          expect(Number.isFinite(fit.delta)).toBe(true);
          expect(fit.covariance().every(Number.isFinite)).toBe(true);
          expect(Math.max(...fit.lambda.map(Math.abs))).toBeLessThan(15);
        },
      ),
      { numRuns: 500 },
    ));
});
