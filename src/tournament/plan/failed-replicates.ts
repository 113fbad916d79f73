import type { PlannedContestant } from '../../spec/index.js';
import { type ContestantKey, type FineTuneKey, isChildless } from '../../vocabulary/index.js';

/** Keys of the fine-tunes that ended without a child. */
export function failedFineTunes(
  fineTunes: Iterable<{ readonly key: string; readonly state: string }>,
): Set<FineTuneKey> {
  const failed = new Set<FineTuneKey>();
  for (const { key, state } of fineTunes) if (isChildless(state)) failed.add(key as FineTuneKey);
  return failed;
}

/** Replicates that failed in some arm. An analysis leaves them out in every arm, so that arms stay comparable. */
export interface FailedReplicates {
  readonly replicates: ReadonlySet<number>;
  /** Their children of all arms. */
  readonly children: ReadonlySet<ContestantKey>;
}

/** The replicates of a plan in which one of the `failed` fine-tunes would have made a child. */
export function failedReplicates(
  contestants: readonly PlannedContestant[],
  failed: ReadonlySet<FineTuneKey>,
): FailedReplicates {
  const children = contestants.filter(({ kind }) => kind === 'child');
  const replicates = new Set(
    children.filter(({ fineTuneKey }) => failed.has(fineTuneKey!)).map(({ replicate }) => replicate!),
  );
  return {
    replicates,
    children: new Set(children.filter(({ replicate }) => replicates.has(replicate!)).map(({ key }) => key)),
  };
}
