import type { PlanSeconds } from '../../spec/api/index.js';
import type { DirectSchedule, TournamentSpec } from '../../spec/index.js';
import { canonicalJson } from '../../spec/keys/index.js';
import {
  type CostRates,
  countDirectPairs,
  countPairings,
  directScheduleOf,
  scheduleWithDefaults,
  wallSeconds,
} from '../plan/index.js';
import type { DirectSize } from './design-search.js';

/** Number of pairs of games of a whole plan. */
export function pairsOf(spec: TournamentSpec): number {
  const direct = directScheduleOf(spec);
  if (direct) return countDirectPairs(spec, direct);
  return spec.pairs * countPairings(spec.arms.length, spec.replicates.length, spec.anchors.length);
}

/**
 * The spec with a direct schedule of another size. Other questions keep their pairs a block, at most those of the
 * primary pairing; further contrasts keep their proportion to it. A round-robin gets the default pairs.
 */
export function directlySized(spec: TournamentSpec, { replicates, pairs }: DirectSize): TournamentSpec {
  return {
    ...spec,
    pairs,
    replicates: Array.from({ length: replicates }, (_, index) => index + 1),
    schedule: directSchedule(spec, pairs),
  };
}

function directSchedule(spec: TournamentSpec, pairs: number): DirectSchedule {
  const direct = directScheduleOf(spec);
  if (!direct) {
    const defaults = { primary: spec.analysis.primary, pairs, anchors: spec.anchors.length };
    return scheduleWithDefaults({ kind: 'direct' }, defaults) as DirectSchedule;
  }
  const few = (count: number): number => Math.min(count, pairs);
  return {
    kind: 'direct',
    contrasts: few(Math.ceil((direct.contrasts * pairs) / spec.pairs)),
    arms: few(direct.arms),
    seeds: few(direct.seeds),
    base: few(direct.base),
    twin: few(direct.twin),
    anchors: few(direct.anchors),
  };
}

/** Steps of the children of one replicate; arms that differ at the board only share theirs. */
function stepsOfReplicate({ arms }: TournamentSpec): number[] {
  const treatments = new Map(arms.map(({ id: _, decoding: __, ...arm }) => [canonicalJson(arm), arm.dose.steps]));
  return [...treatments.values()];
}

/** What a plan with a direct schedule takes if no fine-tune can be reused; anchors move in no time. */
export function costOfDirect(
  spec: TournamentSpec,
  schedule: DirectSchedule,
  rates: CostRates,
): { readonly fineTunes: number; readonly games: number; readonly seconds: PlanSeconds } {
  const steps = stepsOfReplicate(spec);
  const replicates = spec.replicates.length;
  const children = steps.length * replicates;
  const games = 2 * countDirectPairs(spec, schedule);
  const againstAnchors = 2 * schedule.anchors * spec.anchors.length * (spec.arms.length * replicates + 1);
  const checks = children * rates.checkSeconds;
  const alone = {
    fineTunes: (replicates * steps.reduce((sum, count) => sum + count, 0)) / rates.stepsPerSecond + checks,
    games: (games - againstAnchors / 2) / rates.gamesPerSecond,
  };
  return {
    fineTunes: children,
    games,
    seconds: { ...alone, checks, wall: wallSeconds({ ...alone, children }, rates) },
  };
}
