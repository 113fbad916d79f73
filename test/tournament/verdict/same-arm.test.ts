import { describe, expect, it } from 'vitest';
import { sameArmMatches } from '../../../src/tournament/verdict/same-arm.js';

type Context = Parameters<typeof sameArmMatches>[0];

const child = (key: string): Context['contestants'][number] =>
  ({ key, name: key, kind: 'child', arm: 'a', replicate: 1 }) as unknown as Context['contestants'][number];

/** Two children of one arm; `x` gets these results in pairs, with White in the first game of each. */
function contextOf(results: readonly string[]): Context {
  const games = results.map((result, i) => {
    const [white, black] = i % 2 === 0 ? ['x', 'y'] : ['y', 'x'];
    return { number: i + 1, pair: 1 + (i >> 1), block: 1, white, black, result };
  });
  return {
    contestants: [child('x'), child('y')],
    analysisSet: { games: games as unknown as Context['analysisSet']['games'] },
    scale: { drawWeight: 0, whiteAdvantage: 0 },
    drawRate: 0,
  };
}

describe('matches between children of one arm', () => {
  // without draws a share of points is 1600 / ln 10 = 694.9 Elo between equals, a share of 4 games has deviation 1/4
  it('converts shares by the slope between equals, with the variance of chance', () => {
    const [match] = sameArmMatches(contextOf(['1-0', '0-1', '1-0', '1-0']), 'a');
    expect(match!.margin).toBeCloseTo(694.87 / 4, 1);
    expect(Math.sqrt(match!.variance)).toBeCloseTo(694.87 / 4, 1);
  });

  it('gives a perfect score the same weight as any other', () => {
    const [match] = sameArmMatches(contextOf(['1-0', '0-1', '1-0', '0-1']), 'a');
    expect(match!.margin).toBeCloseTo(694.87 / 2, 1);
    expect(Math.sqrt(match!.variance)).toBeCloseTo(694.87 / 4, 1);
  });
});
