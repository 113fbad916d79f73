import type { PlannedContestant } from '../../spec/index.js';
import {
  blockDifferences,
  crossedEffects,
  matchTable,
  type Opinion,
  opinionOf,
  type SequenceStep,
  symmetrySequence,
  twoWayMean,
} from '../stats/index.js';
import type { PrefixGame } from './complete-prefix.js';

export interface SecondOpinions {
  /** REML with the children of either arm as crossed random effects; null for fewer than two replicates. */
  readonly mixedModel: Opinion | null;
  readonly twoWayClusters: Opinion | null;
}
export interface ArmMatches {
  readonly seated: readonly PlannedContestant[];
  readonly games: readonly PrefixGame[];
  readonly arms: readonly [string, string];
  /** Complete blocks in use. */
  readonly blocks: readonly number[];
}

/** The two arms' children, by block. */
function playersOf({
  seated,
  arms,
  blocks,
}: ArmMatches): { block: number; first: PlannedContestant; second: PlannedContestant }[] {
  return blocks.flatMap((block) => {
    const [first, second] = arms.map((id) => seated.find(({ arm, replicate }) => arm === id && replicate === block));
    return first && second ? [{ block, first, second }] : [];
  });
}

/** From the matches between the two arms alone, on the scale of Elo, 95 %. They decide nothing. */
export function secondOpinions(between: ArmMatches): SecondOpinions {
  const players = playersOf(between);
  const table = matchTable(
    between.games,
    players.map(({ first }) => first.key),
    players.map(({ second }) => second.key),
  );
  const opinion = (found: ReturnType<typeof twoWayMean>): Opinion | null => found && opinionOf(found, 0.95);
  return { mixedModel: table && opinion(crossedEffects(table)), twoWayClusters: table && opinion(twoWayMean(table)) };
}

const differencesOf = (between: ArmMatches): number[] =>
  blockDifferences(
    between.games,
    playersOf(between).map(({ block, first, second }) => ({ block, first: first.key, second: second.key })),
  );

/** The contrast block by block, with an interval that survives being looked at. */
export function symmetrySequenceOf(between: ArmMatches, alpha: number): SequenceStep[] {
  return symmetrySequence(differencesOf(between), alpha);
}
