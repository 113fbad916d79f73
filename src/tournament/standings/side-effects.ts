/**
 * Effects of fine-tuning other than on tone and strength: on neutral dialogue, on the chess policy before any game, and
 * on how games were played. Each measure has one value per child; arms are compared replicate by replicate, as the
 * verdict compares ratings.
 */

import { meanInterval, replicatesNeeded, signFlipTest } from '../../rating/numerics/index.js';
import type { SideEffects as SideEffectsAnswer } from '../../spec/api/index.js';
import type { FineTuneChecks } from '../../spec/index.js';
import { SIDE_EFFECTS } from '../../vocabulary/index.js';
import { maxT, signFlipInterval } from '../stats/index.js';
import type { StyleTotals } from './playing-style.js';
import type { RatedContestant } from './standings-types.js';

type SideEffect = (typeof SIDE_EFFECTS)[number];

/**
 * Unit of a measure. `ratio`: above 0, averaged by the geometric mean and compared by logarithms; `nats`; `share`: 0 to
 * 1, of positions or of the side's own moves; `plies`: of a game.
 */
export type EffectScale = 'ratio' | 'nats' | 'share' | 'plies';
const SCALE: Readonly<Record<SideEffect, EffectScale>> = {
  'neutral perplexity': 'ratio',
  'policy KL, opening': 'nats',
  'policy KL, middle game': 'nats',
  'policy KL, endgame': 'nats',
  'legal share': 'share',
  'puzzles solved': 'share',
  trades: 'share',
  checks: 'share',
  'king moves': 'share',
  repetitions: 'share',
  'game length': 'plies',
};

/** Two arms compared on one measure. */
type SideEffectContrast = NonNullable<SideEffectRow['contrast']>;

/** One measure. */
type SideEffectRow = SideEffects['rows'][number];

/** All measures of a tournament. */
export type SideEffects = SideEffectsAnswer;

/** What side effects are computed from. */
export interface SideEffectInput {
  readonly contestants: readonly (Pick<RatedContestant, 'key' | 'kind' | 'name' | 'arm' | 'replicate'> & {
    readonly fineTuneKey: string | null;
  })[];
  readonly checks: ReadonlyMap<string, FineTuneChecks>;
  readonly style: readonly StyleTotals[];
  readonly primary: readonly [string, string] | null;
  /** Ordinals of the replicates in use: complete, and failed in no arm. */
  readonly used: readonly number[];
  readonly alpha: number;
  /** Whether p may be given: the schedule is played, and the plan has no sequential stop. */
  readonly final: boolean;
}

/**
 * Compares the arms on every declared measure. Does not depend on the order of rows; swapping the two arms changes the
 * sign of every difference and swaps the limits of every interval. Sources of the tests: stats/replicate-inference.ts.
 */
export function sideEffectsOf(input: SideEffectInput): SideEffects {
  const { contestants, primary, alpha, final } = input;
  const arms = [...new Set(contestants.flatMap(({ arm }) => arm ?? []))];
  const measures = measuredEffects(input);
  const ps = measures.map(({ differences }) =>
    final && differences.length >= replicatesNeeded(alpha)
      ? signFlipTest(differences.map(({ difference }) => difference)).p
      : null,
  );
  const replicates = [...new Set(measures.flatMap(({ differences }) => differences.map(({ replicate }) => replicate)))];
  const tested = measures.map(({ differences }, i) => {
    const byReplicate = new Map(differences.map(({ replicate, difference }) => [replicate, difference]));
    return ps[i] === null ? [] : replicates.map((replicate) => byReplicate.get(replicate) ?? null);
  });
  const adjusted = maxT(tested);
  const rows = measures.map(({ measure, scale, children, base, differences }, i): SideEffectRow => {
    const armMean = (arm: string): { mean: number | null; children: number } =>
      meanOf(
        children.filter((child) => child.arm === arm).map(({ value }) => value),
        scale,
      );
    const interval = intervalOf(
      differences.map(({ difference }) => difference),
      alpha,
    );
    return {
      measure,
      scale,
      arms: arms.map((arm) => ({ arm, ...armMean(arm) })),
      base,
      contrast: primary && { differences, ...interval, p: ps[i]!, adjusted: adjusted[i]! },
    };
  });
  return {
    arms: primary,
    alpha,
    declared: SIDE_EFFECTS.length,
    needed: replicatesNeeded(alpha),
    rows: rows.filter((_, i) => measures[i]!.children.length > 0),
    missing: measures.filter(({ children }) => children.length === 0).map(({ measure }) => measure),
  };
}

interface MeasuredEffect {
  readonly measure: SideEffect;
  readonly scale: EffectScale;
  /** Children with a value. */
  readonly children: readonly MeasuredChild[];
  readonly base: number | null;
  readonly differences: SideEffectContrast['differences'];
}

/** The values of every declared measure, in the order of `SIDE_EFFECTS`. */
function measuredEffects({ contestants, checks, style, primary, used }: SideEffectInput): MeasuredEffect[] {
  const styles = new Map(style.map((totals) => [totals.key, totals]));
  const inUse = contestants.filter(({ kind, replicate }) => kind === 'child' && used.includes(replicate!));
  const untouched = contestants.find(({ kind }) => kind === 'untouched');
  const anyChecks = inUse.flatMap(({ fineTuneKey }) => checks.get(fineTuneKey!) ?? [])[0];
  return SIDE_EFFECTS.map((measure) => {
    const scale = SCALE[measure];
    const children = inUse.flatMap(({ arm, replicate, key, fineTuneKey }) => {
      const value = measureOf(measure, checks.get(fineTuneKey!), styles.get(key), 'child');
      return value === null ? [] : [{ arm: arm!, replicate: replicate!, value }];
    });
    const base = measureOf(measure, anyChecks, untouched && styles.get(untouched.key), 'base');
    return { measure, scale, children, base, differences: primary ? differencesOf(children, primary, scale) : [] };
  });
}

/** The value of one measure for one contestant; null if it was not measured. The base has no KL from itself. */
function measureOf(
  measure: SideEffect,
  checks: FineTuneChecks | undefined,
  style: StyleTotals | undefined,
  side: 'child' | 'base',
): number | null {
  const kl = (phase: keyof NonNullable<FineTuneChecks['chessPolicyKlByPhase']>): number | null =>
    side === 'base' ? null : (checks?.chessPolicyKlByPhase?.[phase]?.kl ?? null);
  const share = (count: (of: StyleTotals) => number): number | null =>
    style && style.moves > 0 ? count(style) / style.moves : null;
  switch (measure) {
    case 'neutral perplexity':
      return checks?.neutralPerplexity?.[side] ?? null;
    case 'policy KL, opening':
      return kl('opening');
    case 'policy KL, middle game':
      return kl('middle game');
    case 'policy KL, endgame':
      return kl('endgame');
    case 'legal share':
      return checks?.legalShare[side] ?? null;
    case 'puzzles solved':
      return checks?.puzzles?.[side] ?? null;
    case 'trades':
      return share(({ trades }) => trades);
    case 'checks':
      return share((totals) => totals.checks);
    case 'king moves':
      return share(({ kingMoves }) => kingMoves);
    case 'repetitions':
      return share(({ repeats }) => repeats);
    case 'game length':
      return style && style.games > 0 ? style.plies / style.games : null;
  }
}

/** One child's value of a measure. */
interface MeasuredChild {
  readonly arm: string;
  readonly replicate: number;
  readonly value: number;
}

/** Differences in the order of replicates, whatever the order of rows: floating-point sums depend on it. */
function differencesOf(
  children: readonly MeasuredChild[],
  [first, second]: readonly [string, string],
  scale: EffectScale,
): SideEffectContrast['differences'] {
  const valuesOf = (arm: string): Map<number, number> =>
    new Map(
      children
        .filter((one) => one.arm === arm)
        .map(({ replicate, value }) => [replicate, scale === 'ratio' ? Math.log(value) : value]),
    );
  const [a, b] = [valuesOf(first), valuesOf(second)];
  return [...a]
    .filter(([replicate]) => b.has(replicate))
    .sort(([x], [y]) => x - y)
    .map(([replicate, value]) => ({ replicate, difference: value - b.get(replicate)! + 0 }));
}

function meanOf(values: readonly number[], scale: EffectScale): { mean: number | null; children: number } {
  if (values.length === 0) return { mean: null, children: 0 };
  // sorted first, so that the order of rows does not change the floating-point sum
  const sum = (terms: readonly number[]): number => [...terms].sort((a, b) => a - b).reduce((a, b) => a + b, 0);
  const mean = scale === 'ratio' ? Math.exp(sum(values.map(Math.log)) / values.length) : sum(values) / values.length;
  return { mean, children: values.length };
}

/** As in the verdict: the inverted sign-flip test, or Student's t if there are too few replicates for that. */
function intervalOf(
  values: readonly number[],
  alpha: number,
): { mean: number | null; low: number | null; high: number | null } {
  const student = meanInterval(values, 1 - alpha);
  const interval = signFlipInterval(values, alpha) ?? student;
  return { mean: student?.mean ?? null, low: interval?.low ?? null, high: interval?.high ?? null };
}
