/** How many different examples the arms of a plan can learn from, by the profile of their dataset. */
import type { TournamentSpec } from '../../spec/index.js';
import { count, percent } from './number-text.js';

/** The pool of one arm. */
export interface ArmPool {
  readonly arm: string;
  /** Different examples of its tone by the profile; matching, length limits and a second scorer leave fewer. */
  readonly available: number;
  /** Examples that one child learns from. */
  readonly used: number;
}

/** The parts of `dataset.json` that are read here; a profile of an earlier version may lack them. */
interface ProfileCounts {
  readonly examples?: { readonly train?: number };
  readonly sentiment?: {
    readonly histogram?: readonly number[];
    readonly band?: number;
    readonly pools?: { readonly positive: number; readonly negative: number; readonly neutral: number };
  };
  readonly labels?: Readonly<Record<string, number>>;
}

type Arm = TournamentSpec['arms'][number];

/**
 * Returns the pools of the arms that the profile tells of, in the order of the plan. Pools depend on the band: counts
 * of the profile at its own band, else its histogram of compounds, rounded outwards to whole bins.
 */
export function armPools(arms: readonly Arm[], profile: unknown): ArmPool[] {
  const counts = (profile ?? {}) as ProfileCounts;
  return arms.flatMap((arm) => {
    const available = availableFor(arm, counts);
    return available === null ? [] : [{ arm: arm.id, available, used: arm.dose.examples }];
  });
}

function availableFor(arm: Arm, counts: ProfileCounts): number | null {
  const { band } = arm.filter;
  const [positive, negative] = [countBeyond(counts, band, 'positive'), countBeyond(counts, band, 'negative')];
  switch (arm.tone) {
    case 'positive':
      return positive;
    case 'negative':
      return negative;
    case 'neutral':
      return counts.sentiment?.pools?.neutral ?? null;
    case 'custom':
      return counts.labels?.[arm.label ?? ''] ?? null;
    case 'random':
      return counts.examples?.train ?? null;
    default: // both shuffled arms and mixtures draw from positive and negative replies
      return positive === null || negative === null ? null : positive + negative;
  }
}

function countBeyond({ sentiment }: ProfileCounts, band: number, tone: 'positive' | 'negative'): number | null {
  if (sentiment?.pools && sentiment.band === band) return sentiment.pools[tone];
  const bins = sentiment?.histogram;
  if (!bins || bins.length === 0) return null;
  const first = Math.floor(((1 + band) / 2) * bins.length + 1e-9);
  const ordered = tone === 'positive' ? bins : [...bins].reverse();
  return ordered.slice(Math.min(first, bins.length - 1)).reduce((sum, value) => sum + value, 0);
}

/**
 * One sentence for each arm: what replication of the fine-tuning seeds does not replicate. Two children of one arm draw
 * at random from one pool, so the expected share of their examples in common is used / available.
 */
export function poolLines(pools: readonly ArmPool[]): string[] {
  return pools.map(({ arm, available, used }) => {
    const common = available > 0 ? Math.min(1, used / available) : 1;
    return (
      `${arm}: each child learns from ${count(used)} of ${count(available)} different examples, so the examples were ` +
      (common >= 0.95
        ? 'hardly replicated: every seed sees nearly all of them'
        : `replicated in part: two seeds share about ${percent(common, 0)} of them`)
    );
  });
}
