import { describe, expect, it } from 'vitest';
import { costOf, wallSeconds } from '../../../src/tournament/plan/cost.js';
import { planOf } from '../runs.js';

const slowdown = { fineTunes: 2, games: 1.25 };
const wall = (fineTunes: number, games: number, children: number) =>
  wallSeconds({ fineTunes, games, children }, { slowdown });

describe('the time of a plan', () => {
  it('is that of one kind of work where there is no other', () => {
    expect(wall(0, 80, 0)).toBe(80);
    expect(wall(90, 0, 9)).toBe(90);
  });

  it('is that of the first child, then of both kinds side by side, then of the rest alone', () => {
    // 10 for the first child; 90 more of training take 180 beside games, in which 180 / 1.25 = 144 of them are played
    expect(wall(100, 200, 10)).toBeCloseTo(10 + 180 + (200 - 144), 9);
    // games of 40 take 50 beside training, in which 25 of its 90 pass
    expect(wall(100, 40, 10)).toBeCloseTo(10 + 50 + (90 - 25), 9);
  });

  it('counts checks of every child, those of the base once, and no time of anchors', () => {
    const rates = { stepsPerSecond: 2, checkSeconds: 5, baseSeconds: 30, gamesPerSecond: 4, pliesPerGame: 100 };
    const cost = costOf(planOf({}), { ...rates, slowdown: { fineTunes: 1, games: 1 } });
    expect(cost.seconds.checks).toBe(9 * 5 + 30);
    expect(cost.seconds.fineTunes).toBe(180 + 75);
    // 48 of 58 pairings are of two networks, 10 of one network and the anchor; 8 games each
    expect(cost.seconds.games).toBeCloseTo(((48 + 10 / 2) * 8) / 4, 9);
    expect(cost.seconds.wall).toBeCloseTo(255, 9); // all games are played beside training
    expect(cost.rates).toMatchObject({ ...rates, measured: false, at: null });
  });
});
