/** What fine-tuning did to one arm's children beside the tone. */
export interface ArmDamage {
  readonly arm: string;
  /** Perplexity on neutral dialogue, geometric mean; null where none was measured. */
  readonly neutralPerplexity: number | null;
  /** Mean KL(base || child) of the chess policy, nats; null where none was measured. */
  readonly drift: number | null;
}
export interface DamageLimits {
  /** Largest ratio of two arms' neutral perplexities. */
  readonly perplexityRatio: number;
  /** Largest difference of two arms' drift, nats; undefined sets no limit. */
  readonly drift?: number | undefined;
}
export interface Imbalance {
  readonly measure: 'neutral perplexity' | 'drift';
  /** A ratio for perplexity, nats for drift. */
  readonly value: number;
  readonly limit: number;
}

/** How far the arms that are compared were damaged unequally: what games show may then be damage rather than tone. */
export function damageImbalance(arms: readonly ArmDamage[], { perplexityRatio, drift }: DamageLimits): Imbalance[] {
  const perplexities = arms.flatMap(({ neutralPerplexity }) => neutralPerplexity ?? []);
  const drifts = arms.flatMap(({ drift }) => drift ?? []);
  const found: Imbalance[] = [];
  const ratio = perplexities.length > 1 ? Math.max(...perplexities) / Math.min(...perplexities) : 1;
  if (ratio > perplexityRatio) found.push({ measure: 'neutral perplexity', value: ratio, limit: perplexityRatio });
  const gap = drifts.length > 1 ? Math.max(...drifts) - Math.min(...drifts) : 0;
  if (drift !== undefined && gap > drift) found.push({ measure: 'drift', value: gap, limit: drift });
  return found;
}
