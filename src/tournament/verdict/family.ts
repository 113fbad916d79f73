/** Contrasts beside the primary one: adjusted together, and claimed only after it. */
import type { ReportVerdict } from '../../spec/api/index.js';
import { maxT } from '../stats/index.js';
import type { Contrast } from './contrast.js';

/** A contrast with its p adjusted over the family. */
export type AdjustedContrast = ReportVerdict['family'][number];

/** When contrasts of the family may be claimed. */
export interface FamilyRule {
  readonly alpha: number;
  /** Whether the primary contrast is significant. */
  readonly primaryRejected: boolean;
  /** Whether p-values may be given. */
  readonly final: boolean;
}

/**
 * Adjusts the second endpoint, the further contrasts of a plan and its placebo together by step-down max-T over joint
 * sign flips, which keeps the probability of any false rejection among them at alpha. They are claimed only where the
 * primary contrast is significant (a fixed sequence: Maurer, Hothorn & Lehmacher 1995), so that the probability of any
 * false claim is at most alpha in all, and the primary contrast loses no power. In the order given.
 */
export function adjustFamily(
  contrasts: readonly Contrast[],
  { alpha, primaryRejected, final }: FamilyRule,
): AdjustedContrast[] {
  const replicates = [
    ...new Set(contrasts.flatMap(({ differences }) => differences.map(({ replicate }) => replicate))),
  ].sort((a, b) => a - b);
  const adjusted =
    final && contrasts.length > 0
      ? maxT(
          contrasts.map(({ differences }) => {
            const byReplicate = new Map(differences.map(({ replicate, difference }) => [replicate, difference]));
            return replicates.map((replicate) => byReplicate.get(replicate) ?? null);
          }),
        )
      : contrasts.map(() => null);
  return contrasts.map((contrast, i) => {
    // a contrast with too few replicates for a test of its own has no p, adjusted or not
    const p = contrast.p === null ? null : adjusted[i]!;
    return { ...contrast, adjusted: p, claimed: primaryRejected && p !== null && p <= alpha };
  });
}
