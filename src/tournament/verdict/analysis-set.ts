/** What enters an analysis: complete blocks of the schedule, up to where a stop rule decided. */
import type { Analysis } from '../../spec/index.js';
import type { ContestantKey } from '../../vocabulary/index.js';
import { directScheduleOf, plannedLooks, type SealedTournament, usesEProcess } from '../plan/index.js';
import {
  type SequentialSignFlips,
  type SymmetryProcess,
  sequentialSignFlips,
  symmetryProcess,
} from '../stats/index.js';
import {
  blockDifferences,
  completeBlocks,
  type PlayedTournament,
  type PrefixGame,
  playersByBlock,
} from './complete-blocks.js';
import { directMatches } from './direct-matches.js';

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
  /** The planned looks taken so far; null without such a stop rule. */
  readonly looks: SequentialSignFlips | null;
  /** The last block that enters if a sequential stop has decided; else null. */
  readonly decidedAt: number | null;
}

/**
 * Returns the difference of two arms in each complete block, share of points of the first minus that of the second, in
 * the order of the schedule: in their direct games, or in a round-robin against the opponents that both meet there.
 * Later blocks never change it, so it may be monitored.
 */
export function contrastByBlock(
  plan: SealedTournament,
  games: readonly PrefixGame[],
  arms: readonly string[],
  blocks: readonly number[],
): Map<number, number> {
  const players = playersByBlock(plan.contestants, arms, blocks);
  return directScheduleOf(plan.spec)
    ? new Map(directMatches(games, players).map(({ block, margin }) => [block, 2 * margin]))
    : blockDifferences(games, players);
}

/**
 * Returns what enters the analysis. Depends on results and failures only: whenever it is evaluated, and however many
 * games were played in the meantime, a sequential stop has decided at the same block. Replicates that fail after that
 * block have no effect.
 */
export function analysisSetOf(played: PlayedTournament, analysis: Analysis): AnalysisSet {
  const { plan } = played;
  const { primary, alpha, stop } = analysis;
  const { prefix, usable, failedReplicates, excluded } = completeBlocks(played);
  const earlier = plan.follows?.contrasts[0]?.differences.flatMap(({ block }) => block ?? []) ?? [];
  const blocks = primary ? [...contrastByBlock(plan, prefix.games, primary, usable)] : [];
  const differences = blocks.map(([, difference]) => difference);
  const monitor = (count: number): SymmetryProcess =>
    symmetryProcess([...earlier, ...differences.slice(0, count)], alpha);
  const all = primary ? monitor(blocks.length) : null;
  const planned = primary ? plannedLooks(stop) : null;
  const looks = planned && sequentialSignFlips(differences, { looks: planned, alpha, ended: prefix.complete });

  // an extended tournament was inconclusive, so the e-process cannot have decided before this one's first block
  const step = usesEProcess(stop) ? (all?.decidedAt ?? null) : null;
  const count = step === null ? (looks?.decidedAt ?? null) : step - earlier.length;
  const last = count === null ? null : (blocks[count - 1]?.[0] ?? null);
  const enters = (block: number): boolean => prefix.blocks.includes(block) && (last === null || block <= last);
  return {
    failedReplicates: [...failedReplicates].sort((a, b) => a - b).filter((block) => last === null || block <= last),
    excluded,
    usedReplicates: usable.filter(enters),
    games: prefix.games.filter(({ block }) => enters(block)),
    complete: prefix.complete || last !== null,
    monitoring: last === null || !all ? all : monitor(count!),
    looks,
    decidedAt: last,
  };
}
