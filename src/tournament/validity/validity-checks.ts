/**
 * What makes a verdict invalid: the treatment did not take, arms were damaged unequally or too much, a network does not
 * play evenly against itself, or too many replicates failed.
 */
import type { ReportVerdict, TreatmentCheck } from '../../spec/api/index.js';
import type { Analysis } from '../../spec/index.js';
import type { SealedTournament } from '../plan/index.js';
import { countPairs, pairScores, pairSymmetry } from '../stats/index.js';
import type { ArmEffect } from './arm-effect.js';
import { notTakenText } from './treatment-text.js';

/** A check that makes the verdict invalid. */
export type FailedCheck = ReportVerdict['failedChecks'][number];

/** A measure in which fine-tuning damaged the compared arms more unequally than the plan allows. */
interface Imbalance {
  readonly measure: 'neutral perplexity' | 'drift';
  /** The largest ratio of two arms for perplexity, the largest difference for drift, nats. */
  readonly value: number;
  readonly limit: number;
}

/**
 * Compares the damage that fine-tuning did to arms, since unequal damage may explain games as well as tone does.
 * `perplexityRatio` limits the ratio of two arms' neutral perplexities, `drift` the difference of their drifts (nats;
 * no limit if undefined).
 *
 * @internal
 */
export function damageImbalance(
  arms: readonly Pick<ArmEffect, 'neutralPerplexity' | 'drift'>[],
  limits: { readonly perplexityRatio: number; readonly drift?: number | undefined },
): Imbalance[] {
  const perplexities = arms.flatMap(({ neutralPerplexity }) => neutralPerplexity ?? []);
  const drifts = arms.flatMap(({ drift }) => drift ?? []);
  const imbalances: Imbalance[] = [];
  const ratio = perplexities.length > 1 ? Math.max(...perplexities) / Math.min(...perplexities) : 1;
  if (ratio > limits.perplexityRatio)
    imbalances.push({ measure: 'neutral perplexity', value: ratio, limit: limits.perplexityRatio });
  const gap = drifts.length > 1 ? Math.max(...drifts) - Math.min(...drifts) : 0;
  if (limits.drift !== undefined && gap > limits.drift)
    imbalances.push({ measure: 'drift', value: gap, limit: limits.drift });
  return imbalances;
}

/** The level at which matches of a network against itself invalidate a run. */
const IDENTICAL_WEIGHTS_ALPHA = 0.001;

/** The run's check of its own machinery: `untouched` against itself under a second name. */
export type IdenticalWeights = NonNullable<ReportVerdict['identicalWeights']>;

/** Null for plans of earlier versions, which have no twin of `untouched`. */
export function identicalWeights(
  { contestants }: SealedTournament,
  games: Parameters<typeof pairScores>[0],
): IdenticalWeights | null {
  const [untouched, twin] = ['untouched', 'untouched-twin'].map((sought) =>
    contestants.find(({ name }) => name === sought),
  );
  if (!untouched || !twin) return null;
  const pairs = countPairs(pairScores(games, untouched.key, twin.key));
  return { pairs, p: pairSymmetry(pairs), limit: IDENTICAL_WEIGHTS_ALPHA };
}

/** What the validity checks are about. */
export interface CheckedRun {
  readonly arms: readonly (ArmEffect & { readonly arm: string })[];
  /** The comparison of the primary contrast's arms; null without a contrast or before the first two children. */
  readonly treatment: TreatmentCheck | null;
  readonly identical: IdenticalWeights | null;
  /** Number of replicates that failed in some arm. */
  readonly failedReplicates: number;
}

/**
 * Returns all checks that make a verdict invalid. Damage is judged on the arms of the primary contrast, or on all arms
 * if there is none.
 */
export function failedValidityChecks(
  { primary, limits }: Analysis,
  { arms, treatment, identical, failedReplicates }: CheckedRun,
): FailedCheck[] {
  const checks: FailedCheck[] = [];
  const compared = arms.filter(({ arm }) => primary === null || primary.includes(arm));
  if (treatment?.answer === 'did not take')
    checks.push({ check: 'treatment did not take', message: notTakenText(treatment) });
  for (const { arm, damage } of compared) {
    const { perplexity } = damage;
    if (limits.perplexityOfBase !== undefined && perplexity?.low != null && perplexity.low > limits.perplexityOfBase)
      checks.push({
        check: 'damage',
        message:
          `neutral perplexity of ${arm} is ${perplexity.ratio.toFixed(2)} times its base's ` +
          `(at least ${perplexity.low.toFixed(2)}, limit ${limits.perplexityOfBase})`,
      });
  }
  for (const { measure, value, limit } of damageImbalance(compared, limits))
    checks.push({
      check: 'damage imbalance',
      message:
        measure === 'drift'
          ? `the chess policies of the arms drifted ${value.toFixed(3)} nats unequally (limit ${limit})`
          : `neutral perplexity differs by a factor of ${value.toFixed(2)} between the arms (limit ${limit})`,
    });
  if (identical && identical.p <= identical.limit)
    checks.push({
      check: 'identical weights',
      message:
        `the base does not play evenly against itself ` +
        `(p = ${identical.p.toPrecision(2)}, limit ${identical.limit})`,
    });
  if (failedReplicates > limits.failedReplicates)
    checks.push({
      check: 'failed replicates',
      message: `${failedReplicates} replicates failed (limit ${limits.failedReplicates})`,
    });
  return checks;
}
