import type { Analysis } from '../../spec/index.js';
import type { SealedTournament } from '../plan/index.js';
import { damageImbalance, IDENTICAL_ALPHA, type PairCounts, pairSymmetry } from '../stats/index.js';
import type { PrefixGame } from './complete-prefix.js';
import type { ManipulationCheck } from './manipulation-check.js';
import { countPairs, pairScores } from './pair-scores.js';

export interface FailedCheck {
  readonly check: 'treatment did not take' | 'damage imbalance' | 'identical weights' | 'failed replicates';
  readonly message: string;
}

/** The run's own check: `untouched` against itself under another name. */
export interface IdenticalWeights {
  /** Pairs by the points of `untouched`: 0, ½, 1, 1½, 2. */
  readonly pairs: PairCounts;
  /** Exact two-sided p of "either name is as likely to be ahead"; at or below `limit` the run is invalid. */
  readonly p: number;
  readonly limit: number;
}

/** Null for plans of earlier versions, which have no twin. */
export function identicalWeights(
  { contestants }: SealedTournament,
  games: Iterable<PrefixGame>,
): IdenticalWeights | null {
  const [untouched, twin] = ['untouched', 'untouched-twin'].map((wanted) =>
    contestants.find(({ name }) => name === wanted),
  );
  if (!untouched || !twin) return null;
  const pairs = countPairs(pairScores(games, untouched.key, twin.key));
  return { pairs, p: pairSymmetry(pairs), limit: IDENTICAL_ALPHA };
}

/**
 * All that makes a verdict invalid. Treatment and damage are looked at in the arms of the primary contrast, or in all
 * without one.
 */
export function failedValidityChecks(
  { primary, limits }: Analysis,
  arms: readonly (ManipulationCheck & { readonly arm: string })[],
  identical: IdenticalWeights | null,
  lost: number,
): FailedCheck[] {
  const checks: FailedCheck[] = [];
  const compared = arms.filter(({ arm }) => primary === null || primary.includes(arm));
  for (const { arm, took } of compared)
    if (took === false)
      checks.push({ check: 'treatment did not take', message: `the treatment did not take in ${arm}` });
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
      message: `the base does not play evenly against itself (p = ${identical.p.toPrecision(2)}, limit ${identical.limit})`,
    });
  if (lost > limits.failedReplicates)
    checks.push({
      check: 'failed replicates',
      message: `${lost} replicates failed (limit ${limits.failedReplicates})`,
    });
  return checks;
}
