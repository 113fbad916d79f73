import type { Analysis } from '../../spec/index.js';
import type { ContestantKey, FineTuneKey, Result } from '../../vocabulary/index.js';
import { failedReplicates, isSequential, type SealedTournament, scheduleOf } from '../plan/index.js';
import { differencesByBlock, type SymmetryProcess, symmetryProcess } from '../stats/index.js';
import { completePrefix, type PrefixGame } from './complete-prefix.js';

/** What enters an analysis: complete blocks of the schedule, up to where a sequential stop decided. */
export interface AnalysisSet {
  /** Replicates that failed in some arm, and so are left out in every arm. */
  readonly lost: readonly number[];
  /** The children of those. */
  readonly excluded: ReadonlySet<ContestantKey>;
  /** Complete replicates that failed in no arm, in order. */
  readonly used: readonly number[];
  /** Games of complete blocks. */
  readonly games: readonly PrefixGame[];
  /** Whether nothing more is to come: the schedule is played, or the stop rule has ended it. */
  readonly complete: boolean;
  /** The e-process over the blocks of this tournament and of those it follows; null for a single arm. */
  readonly monitoring: SymmetryProcess | null;
  /** The last block that enters, where a sequential stop decided; else null. */
  readonly decidedAt: number | null;
}

export interface AnalysisSetEvidence {
  readonly plan: SealedTournament;
  readonly results: Iterable<{ readonly number: number; readonly result: Result }>;
  readonly failed?: ReadonlySet<FineTuneKey>;
}

/** First arm minus second within each block alone. */
export function blocksOf(
  plan: SealedTournament,
  arms: readonly string[],
  games: Iterable<PrefixGame>,
  used: readonly number[],
): Map<number, number> {
  const players = used.flatMap((block) => {
    const [first, second] = arms.map((id) =>
      plan.contestants.find(({ arm, replicate }) => arm === id && replicate === block),
    );
    return first && second ? [{ block, first: first.key, second: second.key }] : [];
  });
  return differencesByBlock(games, players);
}

/**
 * A function of results and failures alone: whoever looks, and however much more was played in the meantime, a
 * sequential stop has decided at the same block. Replicates that fail after it do not matter any more.
 */
export function analysisSetOf(
  { plan, results, failed = new Set() }: AnalysisSetEvidence,
  analysis: Analysis,
): AnalysisSet {
  const { replicates: lost, children: excluded } = failedReplicates(plan.contestants, failed);
  const byNumber = new Map<number, Result>();
  for (const { number, result } of results) byNumber.set(number, result);
  const prefix = completePrefix(scheduleOf(plan), byNumber, excluded);
  const open = prefix.blocks.filter((block) => !lost.has(block));
  const primary = analysis.primary;
  const earlier = plan.follows?.contrasts[0]?.differences.flatMap(({ block }) => block ?? []) ?? [];
  const blocks = primary ? [...blocksOf(plan, primary, prefix.games, open)] : [];
  const watch = primary
    ? symmetryProcess([...earlier, ...blocks.map(([, difference]) => difference)], analysis.alpha)
    : null;

  const at = isSequential(analysis.stop) ? (watch?.decidedAt ?? null) : null;
  // a tournament that follows another is inconclusive so far, so the evidence cannot have been there before its first
  // block
  const last = at === null ? null : (blocks[at - earlier.length - 1]?.[0] ?? null);
  const enters = (block: number): boolean => prefix.blocks.includes(block) && (last === null || block <= last);
  return {
    lost: [...lost].filter((replicate) => last === null || replicate <= last).sort((a, b) => a - b),
    excluded,
    used: open.filter(enters),
    games: prefix.games.filter(({ block }) => enters(block)),
    complete: prefix.complete || last !== null,
    monitoring:
      last === null || !watch
        ? watch
        : symmetryProcess(
            [...earlier, ...blocks.slice(0, at! - earlier.length).map(([, difference]) => difference)],
            analysis.alpha,
          ),
    decidedAt: last,
  };
}
