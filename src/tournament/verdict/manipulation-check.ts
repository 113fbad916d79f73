import { type MeanInterval, meanInterval } from '../../rating/index.js';
import type { FineTuneChecks } from '../../spec/index.js';
import type { Tone } from '../../vocabulary/index.js';

/** What fine-tuning did to the replies of an arm's children. */
export interface ManipulationCheck {
  /** Children whose checks are in. */
  readonly children: number;
  /**
   * Mean change of the replies' VADER compound against the base's, with its 95 % interval; null before the first child.
   */
  readonly replySentiment: MeanInterval | null;
  /**
   * Whether the interval excludes 0 on the arm's side; null for tones that promise no side, and before there is an
   * interval.
   */
  readonly took: boolean | null;
  /** Geometric mean over children of the perplexity on neutral dialogue; null where none was measured. */
  readonly neutralPerplexity: number | null;
  /** Mean over children of KL(base || child) of the chess policy, nats; null before the first child. */
  readonly drift: number | null;
}

/** The interval is Student's over children; from a single child it is that of its own prompts. */
export function manipulationCheck(tone: Tone, checks: readonly FineTuneChecks[]): ManipulationCheck {
  const [only] = checks;
  const replySentiment =
    checks.length === 1 && only
      ? {
          mean: only.replySentiment.difference,
          low: only.replySentiment.difference - only.replySentiment.error,
          high: only.replySentiment.difference + only.replySentiment.error,
        }
      : meanInterval(checks.map((check) => check.replySentiment.difference));
  const logs = checks.flatMap(({ neutralPerplexity }) =>
    neutralPerplexity ? [Math.log(neutralPerplexity.child)] : [],
  );
  return {
    children: checks.length,
    replySentiment,
    took: tookOf(tone, replySentiment),
    neutralPerplexity: logs.length ? Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length) : null,
    drift: checks.length ? checks.reduce((sum, { chessPolicyKl }) => sum + chessPolicyKl, 0) / checks.length : null,
  };
}

function tookOf(tone: Tone, interval: MeanInterval | null): boolean | null {
  if (interval?.low == null || interval.high == null) return null;
  if (tone === 'positive') return interval.low > 0;
  if (tone === 'negative') return interval.high < 0;
  return null;
}
