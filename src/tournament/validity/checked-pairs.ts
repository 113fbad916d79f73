import type { FineTuneChecks, PlannedContestant } from '../../spec/index.js';
import type { FineTuneKey } from '../../vocabulary/index.js';

/** The checks of both arms' children of one replicate. */
export type CheckedPair = readonly [first: FineTuneChecks, second: FineTuneChecks];

/** Pairs the children of two arms by replicate; a replicate without the checks of both is left out. */
export function checkedPairs(
  children: readonly PlannedContestant[],
  checks: ReadonlyMap<FineTuneKey, FineTuneChecks>,
  arms: readonly [string, string],
): CheckedPair[] {
  const replicates = children.filter(({ arm }) => arm === arms[0]).map(({ replicate }) => replicate);
  return replicates.flatMap((replicate): CheckedPair[] => {
    const [first, second] = arms.map((arm) => {
      const child = children.find((one) => one.arm === arm && one.replicate === replicate);
      return child?.fineTuneKey ? checks.get(child.fineTuneKey) : undefined;
    });
    return first && second ? [[first, second]] : [];
  });
}
