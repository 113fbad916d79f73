import type { PlannedContestant } from '../../spec/index.js';
import { crossedEffects, matchTable, type Opinion, opinionOf, twoWayMean } from '../stats/index.js';
import { type PrefixGame, playersByBlock } from './analysis-set.js';

/** Other analyses of the primary contrast, for comparison: they do not affect the verdict. */
export interface SecondOpinions {
  /** REML with the children of either arm as crossed random effects; null for fewer than two replicates. */
  readonly mixedModel: Opinion | null;
  /** Mean with two-way cluster-robust errors; null for fewer than two replicates. */
  readonly twoWayClusters: Opinion | null;
}
/** The matches between two arms. */
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
  const opinion = (mean: ReturnType<typeof twoWayMean>): Opinion | null => mean && opinionOf(mean, 0.95);
  return { mixedModel: table && opinion(crossedEffects(table)), twoWayClusters: table && opinion(twoWayMean(table)) };
}
