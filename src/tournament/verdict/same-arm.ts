/** Matches between children of one arm in a direct schedule: what their seeds alone do. */
import { davidsonEloOfMargin, davidsonEloPerShare } from '../../rating/elo/index.js';
import type { ReportVerdict } from '../../spec/api/index.js';
import { type ArmMatch, pairScores, sameArmSpread } from '../stats/index.js';
import type { AnalysisContext } from './analysis-context.js';

/** Returns the matches of an arm's children among themselves, in Elo with the variance that the games' chance gives. */
export function sameArmMatches(
  { contestants, analysisSet, scale, drawRate }: AnalysisContext,
  arm: string,
): ArmMatch[] {
  const children = contestants.filter((one) => one.arm === arm);
  const indexOf = new Map(contestants.map(({ key }, i) => [key, i]));
  const games = analysisSet.games.filter(
    ({ white, black }) => children.some(({ key }) => key === white) && children.some(({ key }) => key === black),
  );
  return children.flatMap((first, i) =>
    children.slice(i + 1).flatMap((second): ArmMatch[] => {
      const scores = pairScores(games, first.key, second.key);
      if (scores.length === 0) return [];
      const margin = scores.reduce((sum, score) => sum + score - 2, 0) / (4 * scores.length);
      // few games can be perfect: half a point is moved towards equality, as in a score that is shrunk by one game
      const shrunk = (margin * 2 * scores.length) / (2 * scores.length + 1);
      const elo = davidsonEloOfMargin(shrunk, scale)!;
      // a pair between equals whose games are drawn with probability q scores with variance (1 - q) / 8
      const error = Math.sqrt((1 - drawRate) / 8 / scores.length) * davidsonEloPerShare(scale);
      return [{ first: indexOf.get(first.key)!, second: indexOf.get(second.key)!, margin: elo, variance: error ** 2 }];
    }),
  );
}

/** The spread between seeds from such matches; null without any. */
export function spreadOfSeeds(matches: readonly ArmMatch[]): ReportVerdict['seedVariance'] {
  const spread = sameArmSpread(matches);
  return (
    spread && { deviation: null, elo: spread.deviation, low: spread.low, high: spread.high, residualDeviation: null }
  );
}
