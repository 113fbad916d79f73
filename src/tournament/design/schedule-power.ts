import type { SchedulePower } from '../../spec/api/index.js';
import type { TournamentSpec } from '../../spec/index.js';
import { directScheduleOf } from '../plan/index.js';
import { relativeVariance, replicateDeviation, type ScheduleKind, type ScheduleSize } from './design-error.js';
import { directlySized, pairsOf } from './plan-size.js';
import { detectableShift, signFlipPower } from './sign-flip-power.js';

/** What the power of a schedule is given for. */
export interface PowerSetting {
  readonly alpha: number;
  /** True difference of the arms, Elo. */
  readonly gap: number;
  /** Assumed between-seed standard deviations of the difference, Elo. */
  readonly deviations: readonly number[];
  /** Share of draws between equals. */
  readonly drawRate: number;
}

/** The schedule of a plan, as far as the primary contrast depends on it. `drawRate`: share of draws between equals. */
export function sizeOf(spec: TournamentSpec, drawRate: number): ScheduleSize {
  const { arms, replicates, pairs } = spec;
  const kind = directScheduleOf(spec) ? 'direct' : 'round-robin';
  return { kind, arms: arms.length, replicates: replicates.length, pairs, drawRate };
}

/** What a schedule shows; `pairs` is the number of pairs of all its games. */
export function schedulePower(
  size: ScheduleSize,
  pairs: number,
  { alpha, gap, deviations }: PowerSetting,
): SchedulePower {
  const shift = detectableShift(size.replicates, alpha);
  return {
    schedule: size.kind,
    replicates: size.replicates,
    pairs: size.pairs,
    games: 2 * pairs,
    variance: relativeVariance(size, pairs),
    at: deviations.map((seedDeviation) => {
      const deviation = replicateDeviation(size, seedDeviation);
      return {
        seedDeviation,
        standardError: deviation / Math.sqrt(size.replicates),
        power: signFlipPower(size.replicates, alpha, gap / deviation),
        visible: shift === null ? null : shift * deviation,
      };
    }),
  };
}

/** What other schedules of as many games show, with the arms and replicates of the plan. */
export function alternativesOf(spec: TournamentSpec, setting: PowerSetting): SchedulePower[] {
  const own = sizeOf(spec, setting.drawRate);
  const total = pairsOf(spec);
  return (['direct', 'round-robin', 'base only'] as const)
    .filter((kind) => kind !== own.kind)
    .map((kind) => {
      if (kind === 'direct') {
        const sized = largestDirect(spec, total);
        return schedulePower({ ...own, kind, pairs: sized.pairs }, pairsOf(sized), setting);
      }
      return schedulePower({ ...own, kind, pairs: total / pairingsOf(kind, spec) }, total, setting);
    });
}

function pairingsOf(kind: Exclude<ScheduleKind, 'direct'>, spec: TournamentSpec): number {
  if (kind === 'base only') return spec.arms.length * spec.replicates.length;
  return pairsOf({ ...spec, pairs: 1, schedule: { kind } });
}

/** The largest direct schedule of at most so many pairs; one pair a block fits into every round-robin. */
function largestDirect(spec: TournamentSpec, total: number): TournamentSpec {
  const sized = (pairs: number): TournamentSpec => directlySized(spec, { replicates: spec.replicates.length, pairs });
  let [low, high] = [1, total + 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (pairsOf(sized(middle)) <= total) low = middle;
    else high = middle;
  }
  return sized(low);
}
