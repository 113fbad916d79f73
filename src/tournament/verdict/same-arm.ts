/** Matches between children of one arm in a direct schedule: what their seeds alone do. */
import { davidsonEloPerShare } from '../../rating/elo/index.js';
import type { ReportVerdict } from '../../spec/api/index.js';
import { type ArmMatch, pairScores, sameArmSpread } from '../stats/index.js';
import type { AnalysisContext } from './analysis-context.js';

/** What the matches are taken from. */
type SameArmContext = Pick<AnalysisContext, 'contestants' | 'scale' | 'drawRate'> & {
  readonly analysisSet: Pick<AnalysisContext['analysisSet'], 'games'>;
};

/**
 * Returns the matches of an arm's children among themselves, in Elo with the variance that the games' chance gives.
 * Shares of points become Elo by the slope of Davidson's scale between equals, as in `seedVariance`: so few games can
 * be perfect, and only in shares do they have the variance that is known, which the spread's interval rests on.
 */
export function sameArmMatches({ contestants, analysisSet, scale, drawRate }: SameArmContext, arm: string): ArmMatch[] {
  const children = contestants.filter((one) => one.arm === arm);
  const indexOf = new Map(contestants.map(({ key }, i) => [key, i]));
  const games = analysisSet.games.filter(
    ({ white, black }) => children.some(({ key }) => key === white) && children.some(({ key }) => key === black),
  );
  const eloPerShare = davidsonEloPerShare(scale);
  return children.flatMap((first, i) =>
    children.slice(i + 1).flatMap((second): ArmMatch[] => {
      const scores = pairScores(games, first.key, second.key);
      if (scores.length === 0) return [];
      const margin = scores.reduce((sum, score) => sum + score - 2, 0) / (4 * scores.length);
      // a pair between equals whose games are drawn with probability q scores with variance (1 - q) / 8
      const error = Math.sqrt((1 - drawRate) / 8 / scores.length) * eloPerShare;
      return [
        {
          first: indexOf.get(first.key)!,
          second: indexOf.get(second.key)!,
          margin: margin * eloPerShare,
          variance: error ** 2,
        },
      ];
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
