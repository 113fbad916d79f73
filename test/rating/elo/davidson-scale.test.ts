import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  davidsonEloOfMargin,
  davidsonEloPerShare,
  davidsonMarginOfElo,
  drawWeightOf,
} from '../../../src/rating/elo/davidson-scale.js';
import { ELO_PER_LOG, eloOfScore } from '../../../src/rating/elo/elo.js';
import { outcomeProbabilities } from '../../../src/rating/elo/outcome-models.js';

const matches = fc.record({
  drawWeight: fc.double({ min: 0, max: 5, noNaN: true }),
  whiteAdvantage: fc.double({ min: -200, max: 200, noNaN: true }),
});

describe("Davidson's scale between two players", () => {
  it('is the logistic one without draws and without an advantage for White', () => {
    for (const share of [0.01, 0.3, 0.5, 0.64, 0.97])
      expect(davidsonEloOfMargin(share - 0.5, { drawWeight: 0, whiteAdvantage: 0 })).toBeCloseTo(eloOfScore(share)!, 8);
  });

  it('is solved by hand with as many draws as wins: ν = 2, odds of 4 : 1 give win, draw, loss 2 : 2 : 1/2', () => {
    // sqrt(4) + 2 / 2 = 3 of 2 + 2 + 1/2 = 4.5
    expect(davidsonEloOfMargin(3 / 4.5 - 0.5, { drawWeight: 2, whiteAdvantage: 0 })).toBeCloseTo(
      400 * Math.log10(4),
      9,
    );
  });

  it('inverts the expected points of the model with colours swapped', () =>
    fc.assert(
      fc.property(matches, fc.double({ min: -800, max: 800, noNaN: true }), (match, elo) => {
        const [d, delta, eta] = [elo / ELO_PER_LOG, match.whiteAdvantage / ELO_PER_LOG, Math.log(match.drawWeight)];
        const [white, black] = [outcomeProbabilities(d, delta, eta), outcomeProbabilities(-d, delta, eta)];
        const share = (white.win + white.draw / 2 + black.loss + black.draw / 2) / 2;
        expect(davidsonMarginOfElo(elo, match)).toBeCloseTo(share - 0.5, 12);
        expect(davidsonEloOfMargin(share - 0.5, match)).toBeCloseTo(elo, 6);
      }),
    ));

  it('changes its sign with the margin, in every bit', () =>
    fc.assert(
      fc.property(matches, fc.double({ min: 0, max: 0.4999, noNaN: true }), (match, margin) => {
        expect(davidsonEloOfMargin(-margin, match)! + 0).toBe(-davidsonEloOfMargin(margin, match)! + 0);
      }),
    ));

  it('has no value for a perfect score', () => {
    const match = { drawWeight: 0.4, whiteAdvantage: 30 };
    expect([0, 1].map((share) => davidsonEloOfMargin(share - 0.5, match))).toEqual([null, null]);
    expect(davidsonEloOfMargin(0, match)).toBe(0);
  });

  it('has the slope of its own differences', () =>
    fc.assert(
      fc.property(matches, fc.double({ min: -500, max: 500, noNaN: true }), (match, elo) => {
        const step = 0.01;
        const rise = davidsonMarginOfElo(elo + step, match) - davidsonMarginOfElo(elo - step, match);
        expect(davidsonEloPerShare(match, elo) / ((2 * step) / rise)).toBeCloseTo(1, 4);
      }),
    ));

  it('is 1.14 and 1.67 times the logistic scale between equals who draw 12 and 40 % of their games: 1 / (1 - q)', () => {
    const logistic = 1600 / Math.LN10;
    for (const q of [0.12, 0.4])
      expect(davidsonEloPerShare({ drawWeight: drawWeightOf(q), whiteAdvantage: 0 })).toBeCloseTo(
        logistic / (1 - q),
        9,
      );
  });
});
