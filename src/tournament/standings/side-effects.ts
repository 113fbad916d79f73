/**
 * What fine-tuning did beside the tone and beside the strength: to neutral dialogue, to the board's policy before any
 * game, and to how games were played. Each measure has one value a child; arms are compared replicate by replicate, as
 * the verdict compares ratings.
 */
import { meanInterval, replicatesNeeded, signFlipTest } from '../../rating/index.js';
import type { FineTuneChecks } from '../../spec/index.js';
import { holm, signFlipInterval } from '../stats/index.js';
import type { StyleTotals } from './playing-style.js';
import type { RatedContestant } from './standings.js';

/** The declared set: Holm's family, whether or not each was measured. */
export const SIDE_EFFECTS = [
  'neutral perplexity',
  'policy KL, opening',
  'policy KL, middle game',
  'policy KL, endgame',
  'legal share',
  'puzzles solved',
  'trades',
  'checks',
  'king moves',
  'repetitions',
  'game length',
] as const;
export type SideEffect = (typeof SIDE_EFFECTS)[number];

/**
 * `ratio`: above 0, arms are averaged by the geometric mean and compared by the logarithm; `nats`; `share`: 0 to 1, of
 * positions or of the side's own moves; `plies`: of a game.
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

export interface SideEffectContrast {
  /** First arm minus second, by replicate; of logarithms where the scale is `ratio`. */
  readonly differences: readonly { readonly replicate: number; readonly difference: number }[];
  readonly mean: number | null;
  /** Ends of the interval over replicates, not adjusted for the number of measures; null for fewer than two. */
  readonly low: number | null;
  readonly high: number | null;
  /** Exact sign flips; null before the schedule's end, with too few replicates and under a sequential stop. */
  readonly p: number | null;
  /** Holm's p over the declared set. */
  readonly adjusted: number | null;
}

export interface SideEffectRow {
  readonly measure: SideEffect;
  readonly scale: EffectScale;
  /** Means over children; null where none was measured. */
  readonly arms: readonly { readonly arm: string; readonly mean: number | null; readonly children: number }[];
  /** The untouched base's; null where it was not measured. */
  readonly base: number | null;
  /** Null for a single arm. */
  readonly contrast: SideEffectContrast | null;
}

export interface SideEffects {
  /** The primary contrast, first minus second; null for a single arm. */
  readonly arms: readonly [string, string] | null;
  readonly alpha: number;
  /** Size of the declared set. */
  readonly declared: number;
  /** The least number of replicates with which one measure's p, multiplied by `declared`, can reach alpha. */
  readonly needed: number;
  readonly rows: readonly SideEffectRow[];
  /** Declared, but measured in no child. */
  readonly missing: readonly SideEffect[];
}

export interface SideEffectInput {
  readonly contestants: readonly (Pick<RatedContestant, 'key' | 'kind' | 'name' | 'arm' | 'replicate'> & {
    readonly fineTuneKey: string | null;
  })[];
  readonly checks: ReadonlyMap<string, FineTuneChecks>;
  readonly style: readonly StyleTotals[];
  readonly primary: readonly [string, string] | null;
  /** Replicates in use: complete, and failed in no arm. */
  readonly used: readonly number[];
  readonly alpha: number;
  /** Whether a p may be given: the schedule is played, and no sequential stop has ended it. */
  readonly final: boolean;
}

/**
 * Pure: equal rows in any order give equal results; swapping the two arms flips the sign of every difference and swaps
 * the ends of every interval.
 */
export function sideEffectsOf({
  contestants,
  checks,
  style,
  primary,
  used,
  alpha,
  final,
}: SideEffectInput): SideEffects {
  const styles = new Map(style.map((totals) => [totals.key, totals]));
  const children = contestants.filter(({ kind, replicate }) => kind === 'child' && used.includes(replicate!));
  const untouched = contestants.find(({ kind }) => kind === 'untouched');
  const anyChecks = children.flatMap(({ fineTuneKey }) => checks.get(fineTuneKey!) ?? [])[0];
  const arms = [...new Set(contestants.flatMap(({ arm }) => arm ?? []))];
  const found = SIDE_EFFECTS.map((measure) => {
    const scale = SCALE[measure];
    const valued = children.flatMap(({ arm, replicate, key, fineTuneKey }) => {
      const value = valueOfMeasure(measure, checks.get(fineTuneKey!), styles.get(key), 'child');
      return value === null ? [] : [{ arm: arm!, replicate: replicate!, value }];
    });
    const base = valueOfMeasure(measure, anyChecks, untouched && styles.get(untouched.key), 'base');
    return { measure, scale, valued, base, differences: primary ? differencesOf(valued, primary, scale) : [] };
  });
  const measured = found.filter(({ valued }) => valued.length > 0);
  const enough = (n: number): boolean => final && n >= replicatesNeeded(alpha);
  const ps = found.map(({ differences }) =>
    enough(differences.length) ? signFlipTest(differences.map(({ difference }) => difference)).p : null,
  );
  const adjusted = holm(ps);
  return {
    arms: primary,
    alpha,
    declared: SIDE_EFFECTS.length,
    needed: replicatesNeeded(alpha / SIDE_EFFECTS.length),
    rows: measured.map(({ measure, scale, valued, base, differences }): SideEffectRow => {
      const at = SIDE_EFFECTS.indexOf(measure);
      return {
        measure,
        scale,
        arms: arms.map((arm) => ({
          arm,
          ...meanOf(
            valued.filter((one) => one.arm === arm).map(({ value }) => value),
            scale,
          ),
        })),
        base,
        contrast: primary && {
          differences,
          ...intervalOf(
            differences.map(({ difference }) => difference),
            alpha,
          ),
          p: ps[at]!,
          adjusted: adjusted[at]!,
        },
      };
    }),
    missing: found.filter(({ valued }) => valued.length === 0).map(({ measure }) => measure),
  };
}

/** One measure of one contestant; null where it was not measured. The base's KL from itself is none. */
function valueOfMeasure(
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
      return share(({ checks: given }) => given);
    case 'king moves':
      return share(({ kingMoves }) => kingMoves);
    case 'repetitions':
      return share(({ repeats }) => repeats);
    case 'game length':
      return style && style.games > 0 ? style.plies / style.games : null;
  }
}

interface Valued {
  readonly arm: string;
  readonly replicate: number;
  readonly value: number;
}

/** In the order of the replicates, whatever the order of the rows: sums of floating-point numbers depend on it. */
function differencesOf(
  valued: readonly Valued[],
  [first, second]: readonly [string, string],
  scale: EffectScale,
): SideEffectContrast['differences'] {
  const of = (arm: string): Map<number, number> =>
    new Map(
      valued
        .filter((one) => one.arm === arm)
        .map(({ replicate, value }) => [replicate, scale === 'ratio' ? Math.log(value) : value]),
    );
  const [a, b] = [of(first), of(second)];
  return [...a]
    .filter(([replicate]) => b.has(replicate))
    .sort(([x], [y]) => x - y)
    .map(([replicate, value]) => ({ replicate, difference: value - b.get(replicate)! + 0 }));
}

function meanOf(values: readonly number[], scale: EffectScale): { mean: number | null; children: number } {
  if (values.length === 0) return { mean: null, children: 0 };
  const sum = (of: readonly number[]): number => [...of].sort((a, b) => a - b).reduce((a, b) => a + b, 0);
  const mean = scale === 'ratio' ? Math.exp(sum(values.map(Math.log)) / values.length) : sum(values) / values.length;
  return { mean, children: values.length };
}

/** As the verdict's: the inverted sign-flip test, Student's t where replicates are too few for that. */
function intervalOf(
  values: readonly number[],
  alpha: number,
): { mean: number | null; low: number | null; high: number | null } {
  const student = meanInterval(values, 1 - alpha);
  const interval = signFlipInterval(values, alpha) ?? student;
  return { mean: student?.mean ?? null, low: interval?.low ?? null, high: interval?.high ?? null };
}
