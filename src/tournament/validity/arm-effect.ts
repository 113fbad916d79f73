/** What fine-tuning did to the children of one arm, against their base. Described; the arms' comparison decides. */
import { type MeanInterval, meanInterval } from '../../rating/numerics/index.js';
import type { ArmDamage, ReportVerdict } from '../../spec/api/index.js';
import type { FineTuneChecks } from '../../spec/index.js';
import type { Tone } from '../../vocabulary/index.js';

/** The effect of fine-tuning on an arm's children, as the verdict reports it. */
export type ArmEffect = Pick<
  ReportVerdict['arms'][number],
  'children' | 'replySentiment' | 'took' | 'neutralPerplexity' | 'drift' | 'damage'
>;

/**
 * Summarises the checks of one arm's children. The interval is Student's over children; for a single child it is that
 * over its own prompts.
 */
export function armEffect(tone: Tone, checks: readonly FineTuneChecks[]): ArmEffect {
  const [only] = checks;
  const replySentiment =
    checks.length === 1 && only
      ? {
          mean: only.replySentiment.difference,
          low: only.replySentiment.difference - only.replySentiment.error,
          high: only.replySentiment.difference + only.replySentiment.error,
        }
      : meanInterval(checks.map((check) => check.replySentiment.difference));
  const damage = damageOf(checks);
  return {
    children: checks.length,
    replySentiment,
    took: didTake(tone, replySentiment),
    neutralPerplexity: damage.perplexity?.child ?? null,
    drift: damage.drift?.mean ?? null,
    damage,
  };
}

function didTake(tone: Tone, interval: MeanInterval | null): boolean | null {
  if (interval?.low == null || interval.high == null) return null;
  if (tone === 'positive') return interval.low > 0;
  if (tone === 'negative') return interval.high < 0;
  return null;
}

function damageOf(checks: readonly FineTuneChecks[]): ArmDamage {
  const logs = checks.flatMap(({ neutralPerplexity: one }) =>
    one ? [{ child: Math.log(one.child), base: Math.log(one.base) }] : [],
  );
  const ratio = meanInterval(logs.map(({ child, base }) => child - base));
  const geometricMean = (values: readonly number[]): number =>
    Math.exp(values.reduce((sum, value) => sum + value, 0) / values.length);
  return {
    perplexity: ratio && {
      child: geometricMean(logs.map(({ child }) => child)),
      base: geometricMean(logs.map(({ base }) => base)),
      ratio: Math.exp(ratio.mean),
      low: ratio.low === null ? null : Math.exp(ratio.low),
      high: ratio.high === null ? null : Math.exp(ratio.high),
    },
    drift: meanInterval(checks.map(({ chessPolicyKl }) => chessPolicyKl)),
  };
}
