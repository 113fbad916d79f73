import { davidsonEloOfMargin } from '../../rating/elo/index.js';
import { meanInterval } from '../../rating/numerics/index.js';
import type { ReplicateDifference, ReportVerdict } from '../../spec/api/index.js';
import type { FineTuneChecks, PlannedContestant } from '../../spec/index.js';
import type { FineTuneKey } from '../../vocabulary/index.js';
import type { StandingsRow } from '../standings/index.js';
import {
  crossedEffects,
  interceptAtEqual,
  matchTable,
  opinionOf,
  randomEffectsMean,
  twoWayMean,
} from '../stats/index.js';
import type { AnalysisContext } from './analysis-context.js';
import { type BlockPlayers, playersByBlock } from './complete-blocks.js';
import { ratingDifferences } from './contrast.js';
import { differencesFor } from './contrasts.js';

/** Other analyses of the primary contrast, for comparison: they do not affect the verdict. */
export type SecondOpinions = NonNullable<ReportVerdict['secondOpinions']>;

const CONFIDENCE = 0.95;

/**
 * Analyses the contrast of this tournament's replicates in other ways, all in Elo on Davidson's scale with 95 %
 * intervals. Sources: stats/table-means.ts, stats/random-effects-mean.ts.
 */
export function secondOpinions(context: AnalysisContext, arms: readonly [string, string]): SecondOpinions {
  const { contestants, rows, scale, checks } = context;
  const { games, usedReplicates: blocks } = context.analysisSet;
  const differences = differencesFor(context, arms, false);
  const players = playersByBlock(contestants, arms, blocks);
  // only a round-robin has matches of every child of one arm against every child of the other
  const table = matchTable(
    games,
    players.map(({ first }) => first.key),
    players.map(({ second }) => second.key),
  );
  const mixed = table && crossedEffects(table);
  const clusters = table && twoWayMean(table);
  const eloOf = (margin: number): number | null => davidsonEloOfMargin(margin, scale);
  const errors = differences.flatMap(({ elo, error }) => (elo === null || error == null ? [] : [{ elo, error }]));
  const random =
    errors.length === differences.length
      ? randomEffectsMean(
          errors.map(({ elo }) => elo),
          errors.map(({ error }) => error ** 2),
          CONFIDENCE,
        )
      : null;
  return {
    mixedModel: mixed && opinionOf(mixed, CONFIDENCE, eloOf),
    twoWayClusters: clusters && opinionOf(clusters, CONFIDENCE, eloOf),
    randomEffects: random && { mean: random.mean, low: random.low, high: random.high, spread: random.tau },
    jointRatings: jointRatings(rows, arms, blocks),
    atEqualDrift: atEqualDrift(differences, players, checks),
  };
}

/** The difference of the joint ratings, which use games against third contestants too; Student's interval. */
function jointRatings(
  rows: readonly StandingsRow[],
  arms: readonly [string, string],
  blocks: readonly number[],
): SecondOpinions['jointRatings'] {
  const elos = ratingDifferences(rows, arms, blocks, new Map()).map(({ elo }) => elo);
  const known = elos.filter((elo) => elo !== null);
  return known.length === elos.length ? meanInterval(known, CONFIDENCE) : null;
}

/**
 * The difference that would be expected of children with equal drift: the intercept of the regression of replicates'
 * differences on the difference of the two children's KL from the base (analysis of covariance).
 */
function atEqualDrift(
  differences: readonly ReplicateDifference[],
  players: readonly BlockPlayers[],
  checks: ReadonlyMap<FineTuneKey, FineTuneChecks>,
): SecondOpinions['atEqualDrift'] {
  const driftOf = ({ fineTuneKey }: PlannedContestant): number | undefined => checks.get(fineTuneKey!)?.chessPolicyKl;
  const points = differences.flatMap(({ replicate, elo }): [number, number][] => {
    const pair = players.find(({ block }) => block === replicate);
    const [a, b] = pair ? [driftOf(pair.first), driftOf(pair.second)] : [];
    return elo === null || a === undefined || b === undefined ? [] : [[elo, a - b]];
  });
  if (points.length < differences.length) return null;
  const line = interceptAtEqual(
    points.map(([elo]) => elo),
    points.map(([, drift]) => drift),
    CONFIDENCE,
  );
  return line && { mean: line.intercept, low: line.low, high: line.high, eloPerNat: line.slope };
}
