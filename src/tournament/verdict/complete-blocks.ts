/** Complete blocks of the schedule: the games and replicates that inference may use. */
import type { PlannedContestant } from '../../spec/index.js';
import { type ContestantKey, type FineTuneKey, pointsOf, type Result } from '../../vocabulary/index.js';
import { failedReplicates, type PlannedGame, plannedGames, type SealedTournament } from '../plan/index.js';

/** A game of the schedule with its result. */
export interface PrefixGame extends Pick<PlannedGame, 'number' | 'pair' | 'block' | 'white' | 'black'> {
  readonly result: Result;
}
/** The part of a schedule that inference may use. */
export interface Prefix {
  readonly games: readonly PrefixGame[];
  /** Blocks whose every game is in the prefix, in the order of the schedule. */
  readonly blocks: readonly number[];
  /** Whether the whole schedule, without the excluded contestants, has been played. */
  readonly complete: boolean;
}

/** A result by the number of its game in the schedule. */
export interface NumberedResult {
  readonly number: number;
  readonly result: Result;
}

/**
 * Returns the longest run of complete pairs from the start of the schedule. Short games finish first, so results in the
 * order of arrival are biased; this depends on the schedule only. Games of `excluded` contestants (those that could not
 * be trained) are removed from the schedule, whether played or not. `results` may have any order and gaps.
 */
export function completePrefix(
  schedule: readonly PlannedGame[],
  results: Iterable<NumberedResult>,
  excluded: ReadonlySet<ContestantKey> = new Set(),
): Prefix {
  const byNumber = new Map<number, Result>();
  for (const { number, result } of results) byNumber.set(number, result);
  const due = schedule.filter(({ white, black }) => !excluded.has(white) && !excluded.has(black));
  let end = due.findIndex(({ number }) => !byNumber.has(number));
  if (end === -1) end = due.length;
  const incompletePair = due[end]?.pair; // a pair with one leg missing is left out whole
  const played = due.slice(0, end).filter(({ pair }) => pair !== incompletePair);
  const incompleteBlocks = new Set(due.slice(played.length).map(({ block }) => block));
  return {
    games: played.map(({ number, pair, block, white, black }) => ({
      number,
      pair,
      block,
      white,
      black,
      result: byNumber.get(number)!,
    })),
    blocks: [...new Set(played.map(({ block }) => block))].filter((block) => !incompleteBlocks.has(block)),
    complete: played.length === due.length,
  };
}

/** What complete blocks are found from. */
export interface PlayedTournament {
  readonly plan: SealedTournament;
  /** In any order; gaps are allowed. */
  readonly results: Iterable<NumberedResult>;
  /** Fine-tunes that failed permanently. */
  readonly failed?: ReadonlySet<FineTuneKey>;
}

/** The complete blocks of a tournament. */
export interface CompleteBlocks {
  /** The complete prefix of the schedule, without the children of failed replicates. */
  readonly prefix: Prefix;
  /** Complete blocks whose replicate failed in no arm. */
  readonly usable: readonly number[];
  readonly failedReplicates: ReadonlySet<number>;
  /** The children of failed replicates, in every arm. */
  readonly excluded: ReadonlySet<ContestantKey>;
}

/** Returns the blocks of a tournament that are complete; depends on results and failures only. */
export function completeBlocks({ plan, results, failed = new Set() }: PlayedTournament): CompleteBlocks {
  const { replicates, children } = failedReplicates(plan.contestants, failed);
  const prefix = completePrefix(plannedGames(plan), results, children);
  return {
    prefix,
    usable: prefix.blocks.filter((block) => !replicates.has(block)),
    failedReplicates: replicates,
    excluded: children,
  };
}

/** The children of the two arms of a contrast in one block. */
export interface BlockPlayers {
  readonly block: number;
  readonly first: PlannedContestant;
  readonly second: PlannedContestant;
}

/** Pairs the children of two arms by block, in the order of `blocks`. */
export function playersByBlock(
  contestants: readonly PlannedContestant[],
  arms: readonly string[],
  blocks: readonly number[],
): BlockPlayers[] {
  return blocks.flatMap((block) => {
    const [first, second] = arms.map((id) =>
      contestants.find(({ arm, replicate }) => arm === id && replicate === block),
    );
    return first && second ? [{ block, first, second }] : [];
  });
}

/**
 * Returns, for each block in the order of `players`, the first arm's share of points minus the second's in the games of
 * that block alone, where both meet the same opponents. Unlike ratings it is not changed by later blocks, so it can be
 * monitored; given all earlier blocks, arms without effect are exchangeable in it. Blocks without games of both are
 * left out.
 */
export function blockDifferences(
  games: Iterable<Pick<PrefixGame, 'block' | 'white' | 'black' | 'result'>>,
  players: readonly {
    readonly block: number;
    readonly first: { readonly key: ContestantKey };
    readonly second: { readonly key: ContestantKey };
  }[],
): Map<number, number> {
  const tallies = new Map<string, { points: number; games: number }>();
  const add = (block: number, key: ContestantKey, points: number): void => {
    const id = `${block} ${key}`;
    const tally = tallies.get(id) ?? { points: 0, games: 0 };
    tallies.set(id, { points: tally.points + points, games: tally.games + 1 });
  };
  for (const { block, white, black, result } of games) {
    add(block, white, pointsOf(result, true));
    add(block, black, pointsOf(result, false));
  }
  const differences = new Map<number, number>();
  for (const { block, first, second } of players) {
    const [a, b] = [tallies.get(`${block} ${first.key}`), tallies.get(`${block} ${second.key}`)];
    if (a && b) differences.set(block, a.points / a.games - b.points / b.games);
  }
  return differences;
}
