import { describe, expect, it } from 'vitest';
import { ELO_PER_LOG } from '../../../src/rating/elo/elo.js';
import { davidsonEloOfMargin, drawWeightOf, outcomeProbabilities } from '../../../src/rating/elo/index.js';
import { signFlipTest } from '../../../src/rating/numerics/index.js';
import { randomFromHash, sha256Hex } from '../../../src/spec/keys/index.js';
import { powerOf } from '../../../src/tournament/design/power.js';
import { tournamentWithDefaults } from '../../../src/tournament/plan/spec-defaults.js';
import { normalNumbers } from '../../../src/tournament/stats/sign-flip-boundary.js';

const STUDIES = 1000;
const DRAWS = 0.15;

/** Share of simulated studies, game by game, in which sign flips find the gap on its side. */
function foundIn(replicates: number, pairs: number, gap: number, spread: number): number {
  const normal = normalNumbers(`studies ${replicates}`);
  const random = randomFromHash(sha256Hex(`games ${replicates}`));
  const match = { drawWeight: drawWeightOf(DRAWS), whiteAdvantage: 0 };
  let found = 0;
  for (let i = 0; i < STUDIES; i++) {
    const differences = Array.from({ length: replicates }, () => {
      const { win, draw } = outcomeProbabilities(
        (gap + spread * normal()) / ELO_PER_LOG,
        0,
        Math.log(match.drawWeight),
      );
      let points = 0;
      for (let game = 0; game < 2 * pairs; game++) {
        const u = random.next();
        points += u < win ? 1 : u < win + draw ? 0.5 : 0;
      }
      return davidsonEloOfMargin(points / (2 * pairs) - 0.5, match) ?? Math.sign(points - pairs) * 1000;
    });
    if (signFlipTest(differences).p <= 0.05 && differences.reduce((a, b) => a + b) > 0) found++;
  }
  return found / STUDIES;
}

describe('the power that a plan promises', () => {
  it.each([
    [8, 24, 60, 30],
    [12, 48, 40, 20],
  ])('is found with %d replicates and %d direct pairs, a gap of %d Elo and a spread of %d', (n, pairs, gap, spread) => {
    const spec = tournamentWithDefaults(
      { name: 'x', replicates: Array.from({ length: n }, (_, i) => i + 1), pairs },
      { base: 'a'.repeat(64), dataset: 'b'.repeat(64) },
    );
    const { power } = powerOf(spec, { gap, spread })!.design.at[0]!;
    expect(power).toBeGreaterThan(0.4);
    expect(power).toBeLessThan(0.95);
    expect(Math.abs(foundIn(n, pairs, gap, spread) - power)).toBeLessThan(0.05);
  });
});
