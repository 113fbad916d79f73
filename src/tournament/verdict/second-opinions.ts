import type { ReportVerdict } from '../../spec/api/index.js';
import type { PlannedContestant } from '../../spec/index.js';
import { crossedEffects, matchTable, opinionOf, twoWayMean } from '../stats/index.js';
import type { PrefixGame } from './analysis-set.js';
import { playersByBlock } from './analysis-set.js';

/** Other analyses of the primary contrast, for comparison: they do not affect the verdict. */
export type SecondOpinions = NonNullable<ReportVerdict['secondOpinions']>;

/** The matches between the two arms of a contrast. */
export interface ArmMatches {
  readonly contestants: readonly PlannedContestant[];
  readonly games: readonly PrefixGame[];
  readonly arms: readonly [string, string];
  /** Complete blocks in use. */
  readonly blocks: readonly number[];
}

/** Analyses the matches between the two arms alone, in Elo with 95 % intervals. Sources: stats/table-means.ts. */
export function secondOpinions({ contestants, games, arms, blocks }: ArmMatches): SecondOpinions {
  const players = playersByBlock(contestants, arms, blocks);
  const table = matchTable(
    games,
    players.map(({ first }) => first.key),
    players.map(({ second }) => second.key),
  );
  const mixed = table && crossedEffects(table);
  const clusters = table && twoWayMean(table);
  return {
    mixedModel: mixed && opinionOf(mixed, 0.95),
    twoWayClusters: clusters && opinionOf(clusters, 0.95),
  };
}
