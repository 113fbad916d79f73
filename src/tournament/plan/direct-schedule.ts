import type { TournamentRequest } from '../../spec/api/index.js';
import type { DirectSchedule, Schedule, TournamentSpec } from '../../spec/index.js';
import type { PairingPurpose } from '../../vocabulary/index.js';
import type { ContestantIndices, Pairing } from './schedule.js';

/** What the schedule of a tournament depends on. */
export type ScheduledSpec = Pick<TournamentSpec, 'arms' | 'replicates' | 'anchors' | 'pairs' | 'analysis' | 'schedule'>;

/** The direct schedule of a spec; null for a round-robin, which plans of earlier versions are without saying so. */
export const directScheduleOf = ({ schedule }: Pick<TournamentSpec, 'schedule'>): DirectSchedule | null =>
  schedule?.kind === 'direct' ? schedule : null;

/**
 * Default pairs a block for the questions beside the primary contrast: further contrasts are worth a quarter of its
 * games each; the others get what keeps standings connected and checks alive.
 */
export function scheduleWithDefaults(
  schedule: TournamentRequest['schedule'],
  { primary, pairs, anchors }: { readonly primary: unknown; readonly pairs: number; readonly anchors: number },
): Schedule {
  if (schedule ? schedule.kind === 'round-robin' : primary === null) return { kind: 'round-robin' };
  const few = (count: number): number => Math.min(count, pairs);
  return {
    contrasts: few(Math.ceil(pairs / 4)),
    arms: few(1),
    seeds: few(2),
    base: few(2),
    twin: few(4),
    anchors: anchors === 0 ? 0 : few(1),
    ...schedule,
    kind: 'direct',
  };
}

/** Arms by their index, the smaller first: what a contrast compares. Null for arms that the spec does not have. */
function armPair({ arms }: ScheduledSpec, ids: readonly string[]): readonly [number, number] | null {
  const [a, b] = ids.map((id) => arms.findIndex((arm) => arm.id === id)) as [number, number];
  return a < 0 || b < 0 ? null : [Math.min(a, b), Math.max(a, b)];
}

/** The arms of the placebo contrast, `shuffled-a` and `shuffled-b`; null without both. */
function placeboArms({ arms }: ScheduledSpec): readonly string[] | null {
  const [a, b] = ['shuffled-a', 'shuffled-b'].map((tone) => arms.find((arm) => arm.tone === tone)?.id);
  return a === undefined || b === undefined ? null : [a, b];
}

/** Why two arms of a block meet. */
function purposeOfArms(spec: ScheduledSpec): (a: number, b: number) => 'primary' | 'contrast' | 'arms' {
  const { primary, family } = spec.analysis;
  const isOf =
    (a: number, b: number) =>
    (ids: readonly string[] | null): boolean => {
      const pair = ids && armPair(spec, ids);
      return pair !== null && pair[0] === a && pair[1] === b;
    };
  return (a, b) => {
    const compares = isOf(a, b);
    if (compares(primary)) return 'primary';
    return [...family, placeboArms(spec)].some(compares) ? 'contrast' : 'arms';
  };
}

/**
 * Returns the pairings of a direct schedule in the order of play. Block b is replicate b of every arm: its children
 * among themselves, then against the child before of their own arm, `untouched` and the anchors, then `untouched`
 * against its twin. Pairings without pairs are left out.
 */
export function directPairings(
  spec: ScheduledSpec,
  schedule: DirectSchedule,
  { children, untouched, anchors, twin }: ContestantIndices,
): Pairing[] {
  const pairsOf: Readonly<Record<PairingPurpose, number>> = {
    primary: spec.pairs,
    contrast: schedule.contrasts,
    arms: schedule.arms,
    seeds: schedule.seeds,
    base: schedule.base,
    'identical weights': schedule.twin,
    anchors: schedule.anchors,
  };
  const purposeOf = purposeOfArms(spec);
  const pairings: Pairing[] = [];
  children.forEach((own, index) => {
    const add = (purpose: PairingPurpose, first: number, second: number): void => {
      const pairs = pairsOf[purpose];
      if (pairs > 0) pairings.push({ block: index + 1, first, second, pairs, purpose });
    };
    own.forEach((first, a) => own.slice(a + 1).forEach((second, i) => add(purposeOf(a, a + 1 + i), first, second)));
    children[index - 1]?.forEach((before, arm) => add('seeds', own[arm]!, before));
    for (const child of own) add('base', child, untouched);
    for (const anchor of anchors) for (const child of own) add('anchors', child, anchor);
    if (index === 0) for (const anchor of anchors) add('anchors', untouched, anchor);
    add('identical weights', untouched, twin);
  });
  return pairings;
}

/** Pairings of a direct schedule that serve one question. */
export interface PurposeCount {
  readonly purpose: PairingPurpose;
  /** Their number, over all blocks. */
  readonly pairings: number;
  /** Pairs of games of each. */
  readonly pairs: number;
}

/** The pairings that `directPairings` returns, counted by their purpose; in the order of `PAIRING_PURPOSES`. */
export function countByPurpose(spec: ScheduledSpec, schedule: DirectSchedule): PurposeCount[] {
  const arms = spec.arms.length;
  const replicates = spec.replicates.length;
  const anchors = spec.anchors.length;
  const purposeOf = purposeOfArms(spec);
  const among: Record<'primary' | 'contrast' | 'arms', number> = { primary: 0, contrast: 0, arms: 0 };
  for (let a = 0; a < arms; a++) for (let b = a + 1; b < arms; b++) among[purposeOf(a, b)]++;
  const counts: PurposeCount[] = [
    { purpose: 'primary', pairings: replicates * among.primary, pairs: spec.pairs },
    { purpose: 'contrast', pairings: replicates * among.contrast, pairs: schedule.contrasts },
    { purpose: 'arms', pairings: replicates * among.arms, pairs: schedule.arms },
    { purpose: 'seeds', pairings: (replicates - 1) * arms, pairs: schedule.seeds },
    { purpose: 'base', pairings: replicates * arms, pairs: schedule.base },
    { purpose: 'identical weights', pairings: replicates, pairs: schedule.twin },
    { purpose: 'anchors', pairings: anchors * (replicates * arms + 1), pairs: schedule.anchors },
  ];
  return counts.filter(({ pairings, pairs }) => pairings > 0 && pairs > 0);
}

/** Number of pairs of games of a direct schedule. */
export function countDirectPairs(spec: ScheduledSpec, schedule: DirectSchedule): number {
  return countByPurpose(spec, schedule).reduce((sum, { pairings, pairs }) => sum + pairings * pairs, 0);
}
