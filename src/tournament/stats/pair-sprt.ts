import { estimateAfterStop, sprt } from '../../rating/sequential/index.js';
import type { MatchVerdict } from '../../spec/api/index.js';
import type { PairsTest } from '../../spec/index.js';
import { countPairs } from './pair-counts.js';

/** A generalised sequential probability ratio test over the pairs of a match of two. */
type PairSprtResult = NonNullable<MatchVerdict['test']>;

/** Whether the test is evaluated after this pair: every pair at first, later every tenth and hundredth. */
function isLook(pair: number): boolean {
  return pair <= 1000 || (pair <= 10_000 ? pair % 10 === 0 : pair % 100 === 0);
}

/**
 * Runs the test (sources: rating/sequential/sprt.ts). `scores` are the half points of the first contestant by pair,
 * in the order of the schedule and without gaps: short games finish first, which would bias a test in the order of
 * arrival. `over`: no more pairs are to come, so an estimate is given even without a decision.
 */
export function runPairSprt(scores: readonly number[], test: PairsTest, over: boolean): PairSprtResult {
  const counts = [0, 0, 0, 0, 0];
  let last = sprt(counts, test);
  for (const [i, score] of scores.entries()) {
    counts[score]!++;
    if (!isLook(i + 1) && i + 1 < scores.length) continue;
    last = sprt(counts, test);
    if (last.state !== 'continue')
      return {
        ...test,
        llr: last.llr,
        lower: last.lower,
        upper: last.upper,
        state: last.state,
        decidedAt: i + 1,
        estimate: last.afterStop,
      };
  }
  const { llr, lower, upper, state } = last;
  const estimate =
    over && llr !== null
      ? estimateAfterStop(countPairs(scores), { elo0: test.elo0, elo1: test.elo1, scale: test.bounds, lower, upper })
      : null;
  return { ...test, llr, lower, upper, state, decidedAt: null, estimate };
}
