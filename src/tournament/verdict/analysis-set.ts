/** Which games and replicates enter an analysis: complete blocks of the schedule, up to where a stop rule decided. */
import type { Analysis, PlannedContestant } from '../../spec/index.js';
import { type ContestantKey, type FineTuneKey, pointsOf, type Result } from '../../vocabulary/index.js';
import {
  failedReplicates,
  isSequential,
  type PlannedGame,
  plannedGames,
  type SealedTournament,
} from '../plan/index.js';
import { type SymmetryProcess, symmetryProcess } from '../stats/index.js';

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

/** What `analysisSetOf` needs to know of a tournament. */
export interface AnalysisSetEvidence {
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
export function completeBlocks({ plan, results, failed = new Set() }: AnalysisSetEvidence): CompleteBlocks {
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

/** What enters an analysis. */
export interface AnalysisSet {
  /** Replicates that failed in some arm, in order; they are left out in every arm. */
  readonly failedReplicates: readonly number[];
  /** The children of those replicates. */
  readonly excluded: ReadonlySet<ContestantKey>;
  /** Complete replicates that failed in no arm, in order. */
  readonly usedReplicates: readonly number[];
  /** Games of complete blocks. */
  readonly games: readonly PrefixGame[];
  /** Whether nothing more is to come: the schedule is played, or the stop rule has ended it. */
  readonly complete: boolean;
  /** The e-process over the blocks of this tournament and of those it extends; null for a single arm. */
  readonly monitoring: SymmetryProcess | null;
  /** The last block that enters if a sequential stop has decided; else null. */
  readonly decidedAt: number | null;
}

/**
 * Returns what enters the analysis. Depends on results and failures only: whenever it is evaluated, and however many
 * games were played in the meantime, a sequential stop has decided at the same block. Replicates that fail after that
 * block have no effect.
 */
export function analysisSetOf(evidence: AnalysisSetEvidence, analysis: Analysis): AnalysisSet {
  const { plan } = evidence;
  const { primary, alpha, stop } = analysis;
  const { prefix, usable, failedReplicates, excluded } = completeBlocks(evidence);
  const earlier = plan.follows?.contrasts[0]?.differences.flatMap(({ block }) => block ?? []) ?? [];
  const blocks = primary ? [...blockDifferences(prefix.games, playersByBlock(plan.contestants, primary, usable))] : [];
  const monitor = (count: number): SymmetryProcess =>
    symmetryProcess([...earlier, ...blocks.slice(0, count).map(([, difference]) => difference)], alpha);
  const all = primary ? monitor(blocks.length) : null;

  const step = isSequential(stop) ? (all?.decidedAt ?? null) : null;
  // an extended tournament was inconclusive, so the e-process cannot have decided before this one's first block
  const last = step === null ? null : (blocks[step - earlier.length - 1]?.[0] ?? null);
  const enters = (block: number): boolean => prefix.blocks.includes(block) && (last === null || block <= last);
  return {
    failedReplicates: [...failedReplicates].sort((a, b) => a - b).filter((block) => last === null || block <= last),
    excluded,
    usedReplicates: usable.filter(enters),
    games: prefix.games.filter(({ block }) => enters(block)),
    complete: prefix.complete || last !== null,
    monitoring: last === null || !all ? all : monitor(step! - earlier.length),
    decidedAt: last,
  };
}
