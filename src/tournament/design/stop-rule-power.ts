import type { StopRulePower } from '../../spec/api/index.js';
import type { TournamentSpec } from '../../spec/index.js';
import { plannedLooks, usesEProcess } from '../plan/index.js';
import { eloPerShare, replicateDeviation } from './design-error.js';
import { eProcessPower } from './e-process-power.js';
import { type PowerSetting, sizeOf } from './schedule-power.js';
import { type SequentialPower, sequentialPower } from './sequential-power.js';
import { signFlipPower } from './sign-flip-power.js';

/**
 * What the stop rule of a plan does to power and length at a true difference; null for a plan that is played to its end
 * or has too few replicates for any decision.
 */
export function stopRulePower(
  spec: TournamentSpec,
  { alpha, gap, deviations, drawRate }: PowerSetting,
): StopRulePower | null {
  const looks = plannedLooks(spec.analysis.stop);
  const eProcess = usesEProcess(spec.analysis.stop);
  if (!looks && !eProcess) return null;
  const planned = spec.replicates.length;
  // the first arm's share minus the second's is twice a share above ½
  const difference = 2 / eloPerShare(drawRate);
  const powerAt = (deviation: number): SequentialPower =>
    looks
      ? sequentialPower({ looks, alpha }, gap / deviation)
      : eProcessPower({ planned, alpha }, { mean: gap * difference, deviation: deviation * difference });
  return {
    kind: looks ? 'group-sequential' : 'sequential',
    looks: looks && [...looks],
    at: deviations.map((seedDeviation) => {
      const deviation = replicateDeviation(sizeOf(spec, drawRate), seedDeviation);
      const withoutStop = signFlipPower(planned, alpha, gap / deviation);
      return { seedDeviation, ...powerAt(deviation), withoutStop };
    }),
  };
}
