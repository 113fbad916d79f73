import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf, type IndexedGame } from '../../../src/rating/davidson/pair-cells.js';
import type { Refit } from '../../../src/rating/davidson/perfect-score-bound.js';
import { perfectScorerBound, perfectScoreSide } from '../../../src/rating/davidson/perfect-score-bound.js';
import { rateAgainstFixed } from '../../../src/rating/davidson/rate-against-fixed.js';
import { rateJointly } from '../../../src/rating/davidson/rate-jointly.js';
import { outcomeProbabilities } from '../../../src/rating/elo/outcome-models.js';

/** Player 0 wins `wins` games with each colour against 1 and 2, who are even. */
function perfect(wins: number, core: number): IndexedGame[] {
  const games: IndexedGame[] = [];
  for (let i = 0; i < core; i++)
    for (const result of [1, 0, 0.5] as const)
      games.push({ white: 1, black: 2, result }, { white: 2, black: 1, result });
  for (let i = 0; i < wins; i++)
    for (const other of [1, 2])
      games.push({ white: 0, black: other, result: 1 }, { white: other, black: 0, result: 0 });
  return games;
}
function boundOf(games: readonly IndexedGame[], alpha = 0.05, refit: Refit | null = {}): number {
  const cells = cellsOf(games, 3);
  const { fit } = rateJointly(cells);
  return perfectScorerBound({
    cells,
    player: 0,
    group: [1, 2],
    side: perfectScoreSide(cells, 0, new Set([1, 2]))!,
    at: fit!,
    ...(refit && { refit }),
    alpha,
  });
}

describe('perfectScorerBound', () => {
  it('is where so perfect a score has probability alpha, once the opponents are known well', () => {
    const bound = boundOf(perfect(5, 20_000));
    const { win } = outcomeProbabilities(bound, 0, 0); // a third each for even players: ν = 1
    expect(win ** 20).toBeCloseTo(0.05, 3);
  });

  it('grows with the games won and with alpha', () => {
    expect(boundOf(perfect(5, 20))).toBeGreaterThan(boundOf(perfect(2, 20)));
    expect(boundOf(perfect(5, 20), 0.1)).toBeGreaterThan(boundOf(perfect(5, 20), 0.01));
  });

  it('is weaker when the opponents are little known and fitted again', () => {
    const games = perfect(5, 2);
    expect(boundOf(games)).toBeLessThan(boundOf(games, 0.05, null));
  });

  it('is turned over for a player who lost every game', () => {
    const lost = perfect(5, 20).map(
      ({ white, black, result }): IndexedGame => ({ white, black, result: (1 - result) as 0 | 0.5 | 1 }),
    );
    expect(perfectScoreSide(cellsOf(lost, 3), 0, new Set([1, 2]))).toBe('below');
    expect(boundOf(lost)).toBeCloseTo(-boundOf(perfect(5, 20)), 4);
  });

  it('knows no side for a mixed score, or without games', () => {
    const cells = cellsOf(
      [
        { white: 0, black: 1, result: 1 },
        { white: 0, black: 2, result: 0.5 },
      ],
      4,
    );
    expect(perfectScoreSide(cells, 0, new Set([1]))).toBe('above');
    expect(perfectScoreSide(cells, 0, new Set([1, 2]))).toBeNull();
    expect(perfectScoreSide(cells, 3, new Set([1, 2]))).toBeNull();
  });
});

describe('rateAgainstFixed', () => {
  it('makes expected points equal to the points made', () =>
    fc.assert(
      fc.property(fc.nat(20), fc.nat(20), fc.nat(20), fc.nat(20), (a, b, c, d) => {
        const point = { lambda: Float64Array.of(0, 0.7, -0.4), delta: 0.1, eta: -1 };
        const games: IndexedGame[] = [
          ...Array.from({ length: a }, (): IndexedGame => ({ white: 0, black: 1, result: 1 })),
          ...Array.from({ length: b }, (): IndexedGame => ({ white: 1, black: 0, result: 1 })),
          ...Array.from({ length: c }, (): IndexedGame => ({ white: 0, black: 2, result: 0.5 })),
          ...Array.from({ length: d }, (): IndexedGame => ({ white: 2, black: 0, result: 0 })),
        ];
        const points = a + c / 2 + d;
        const found = rateAgainstFixed(cellsOf(games, 3), 0, new Set([1, 2]), point);
        if (points === 0 || points === games.length) {
          expect(found).toBeUndefined();
          return;
        }
        const expected = games.reduce((sum, { white, black }) => {
          const lambda = (player: number) => (player === 0 ? found!.lambda : point.lambda[player]!);
          const { win, draw } = outcomeProbabilities(lambda(white) - lambda(black), point.delta, point.eta);
          return sum + (white === 0 ? win + draw / 2 : 1 - win - draw / 2);
        }, 0);
        expect(expected).toBeCloseTo(points, 8);
        expect(found!.variance).toBeGreaterThan(0);
      }),
    ));

  it('rates a player who drew although the others never do', () => {
    const found = rateAgainstFixed(cellsOf([{ white: 0, black: 1, result: 0.5 }], 2), 0, new Set([1]), {
      lambda: new Float64Array(2),
      delta: 0,
      eta: -Infinity,
    });
    expect(found!.lambda).toBeCloseTo(0, 9);
  });
});
