/** Policy regret as an endpoint: arms compared by replicate on one fixed set of positions, without any game. */
import type { RegretSummary, ReplicateDifference } from '../../spec/api/index.js';
import type { FineTuneChecks, PlannedContestant, PolicyRegret } from '../../spec/index.js';
import type { FineTuneKey } from '../../vocabulary/index.js';
import type { StandingsRow } from '../standings/index.js';
import { type Contrast, type ContrastRule, inferenceOf } from './contrast.js';

const PHASES = ['opening', 'middle game', 'endgame'] as const;

type Measured = PolicyRegret['temperatures'][number];

/** What the endpoint is computed from. */
export interface RegretInput {
  /** Contestants of the replicates in use. */
  readonly contestants: readonly PlannedContestant[];
  readonly checks: ReadonlyMap<FineTuneKey, FineTuneChecks>;
  readonly arms: readonly [string, string];
  readonly replicates: readonly number[];
  readonly rule: ContrastRule;
  /** Standings, for the correlation with Elo. */
  readonly rows: readonly StandingsRow[];
}

/** The regret of a child at the temperature that it plays with; undefined if it was not measured at that. */
function measuredRegret(
  { fineTuneKey, decoding }: PlannedContestant,
  checks: ReadonlyMap<FineTuneKey, FineTuneChecks>,
): Measured | undefined {
  const regret = fineTuneKey === null ? undefined : checks.get(fineTuneKey)?.policyRegret;
  return regret?.temperatures.find(({ temperature }) => temperature === decoding?.temperature);
}

/**
 * Returns the endpoint; null unless every child of both arms in use was measured at its own temperature. Differences
 * are what the second arm loses more than the first, expected points a move, so that positive favours the first arm as
 * in games. They are paired on positions, since all children have the same ones.
 */
export function regretEndpoint(input: RegretInput): RegretSummary | null {
  const { contestants, checks, arms, replicates, rule, rows } = input;
  const set = [...checks.values()].find(({ policyRegret }) => policyRegret)?.policyRegret;
  const childOf = (arm: string, replicate: number): PlannedContestant | undefined =>
    contestants.find((one) => one.arm === arm && one.replicate === replicate);
  const pairs = replicates.flatMap((replicate) => {
    const [first, second] = arms.map((arm) => {
      const child = childOf(arm, replicate);
      return child && measuredRegret(child, checks);
    });
    return first && second ? [{ replicate, first, second }] : [];
  });
  if (!set || pairs.length === 0 || pairs.length < replicates.length) return null;
  const contrastOn = (measureOf: (measured: Measured) => number): Contrast => {
    const differences = pairs.map(({ replicate, first, second }): Contrast['differences'][number] => ({
      ...unplayed(replicate),
      difference: measureOf(second) - measureOf(first) + 0,
    }));
    // regret has no blocks that could be looked at one by one: it is tested at its end
    const inference = inferenceOf(differences, { ...rule, test: 'sign flips' });
    return { arms, scale: 'expected points', differences, spread: null, ...inference };
  };
  return {
    positions: set.positions,
    count: set.count,
    contrast: contrastOn(({ child }) => child),
    positionsError: errorOverPositions(pairs),
    byPhase: PHASES.map((phase) => ({ phase, contrast: contrastOn(({ byPhase }) => byPhase[phase].child) })),
    arms: [...new Set(contestants.flatMap(({ arm }) => arm ?? []))].map((arm) => armRegret(arm, contestants, checks)),
    withElo: correlationWithElo(contestants, checks, rows),
  };
}

const unplayed = (replicate: number): ReplicateDifference => ({ replicate, elo: null, score: null, block: null });

/** Mean regret of an arm's children and of the base at the same temperature; null where none was measured. */
function armRegret(
  arm: string,
  contestants: readonly PlannedContestant[],
  checks: ReadonlyMap<FineTuneKey, FineTuneChecks>,
): RegretSummary['arms'][number] {
  const measured = contestants.flatMap((child) => (child.arm === arm ? (measuredRegret(child, checks) ?? []) : []));
  const mean = (measureOf: (one: Measured) => number): number | null =>
    measured.length ? measured.reduce((sum, one) => sum + measureOf(one), 0) / measured.length : null;
  return {
    arm,
    temperature: measured[0]?.temperature ?? null,
    children: measured.length,
    mean: mean(({ child }) => child),
    base: mean(({ base }) => base),
  };
}

/**
 * Standard error of the mean difference over other positions of the same kind: the groups of positions are independent
 * samples of them, and each replicate has the same ones.
 */
function errorOverPositions(pairs: readonly { readonly first: Measured; readonly second: Measured }[]): number | null {
  const groups = pairs[0]!.first.groups.child.length;
  if (groups < 2) return null;
  const means = Array.from(
    { length: groups },
    (_, g) =>
      pairs.reduce((sum, { first, second }) => sum + second.groups.child[g]! - first.groups.child[g]!, 0) /
      pairs.length,
  );
  const mean = means.reduce((sum, value) => sum + value, 0) / groups;
  return Math.sqrt(means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (groups - 1) / groups);
}

/**
 * Pearson's correlation of regret with Elo over all rated children, with its 95 % interval (Fisher's z); null for fewer
 * than four or without any variation.
 */
function correlationWithElo(
  contestants: readonly PlannedContestant[],
  checks: ReadonlyMap<FineTuneKey, FineTuneChecks>,
  rows: readonly StandingsRow[],
): RegretSummary['withElo'] {
  const elo = new Map(rows.map((row) => [row.key, row.group === 0 ? row.elo : null]));
  const points = contestants.flatMap((child): [number, number][] => {
    const [x, y] = [measuredRegret(child, checks)?.child, elo.get(child.key)];
    return x === undefined || y == null ? [] : [[x, y]];
  });
  const n = points.length;
  if (n < 4) return null;
  const mean = (at: 0 | 1): number => points.reduce((sum, point) => sum + point[at], 0) / n;
  const [mx, my] = [mean(0), mean(1)];
  let [xx, yy, xy] = [0, 0, 0];
  for (const [x, y] of points) {
    xx += (x - mx) ** 2;
    yy += (y - my) ** 2;
    xy += (x - mx) * (y - my);
  }
  if (xx === 0 || yy === 0) return null;
  const r = Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy))); // rounding may lead beyond
  const [z, half] = [Math.atanh(r), 1.959964 / Math.sqrt(n - 3)];
  return { r, low: Math.tanh(z - half), high: Math.tanh(z + half), children: n };
}
