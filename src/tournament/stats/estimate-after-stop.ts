import { normalQuantile } from '../../rating/numerics/index.js';
import { randomFromHash, sha256Hex } from '../../spec/keys/index.js';
import { firstDecision, wealth } from './e-process.js';
import { isAtMost, type Outcome, outcomeOf, shiftAt } from './stage-wise.js';

/** Simulated runs. */
const PATHS = 400;

/** Estimate and limits for the mean difference of blocks, share of points. */
interface AfterStop {
  /** Median-unbiased; null where the spread of the differences cannot be estimated. */
  readonly estimate: number | null;
  /** Limits that hold whatever stopped the run; null where there are too few blocks for any. */
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Returns estimate and interval of the blocks' mean difference after a run that was monitored and may have been stopped
 * by the e-process. The interval inverts the e-process, either side at alpha / 2. The estimate is median-unbiased by
 * simulation (normal differences of the observed spread, a look after each of at most `planned` blocks), with outcomes
 * ordered stage-wise (`shiftAt`). The simulation is seeded; changing all signs changes the sign.
 */
export function estimateAfterEProcess(differences: readonly number[], planned: number, alpha: number): AfterStop {
  return { estimate: medianUnbiasedEstimate(differences, planned, alpha), ...stopInterval(differences, alpha) };
}

/** The interval alone: needs neither simulation nor the planned number of blocks. */
function stopInterval(differences: readonly number[], alpha: number): Pick<AfterStop, 'low' | 'high'> {
  const low = lowerLimit(differences, alpha);
  const high = lowerLimit(
    differences.map((d) => -d),
    alpha,
  );
  return { low, high: high === null ? null : -high + 0 };
}

/** The largest shift that bets on larger differences reject at alpha / 2; null if they reject none. */
function lowerLimit(differences: readonly number[], alpha: number): number | null {
  const isRejected = (shift: number): boolean =>
    wealth(
      differences.map((d) => d - shift),
      1,
    ) >=
    2 / alpha;
  let low = Math.min(...differences) - 10;
  if (!isRejected(low)) return null;
  let high = Math.max(...differences);
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (isRejected(middle)) low = middle;
    else high = middle;
  }
  return low + 0;
}

/** How a run ends under the e-process. */
function endOf(differences: ArrayLike<number>, alpha: number): Outcome {
  const decision = firstDecision(differences, alpha);
  const blocks = decision?.at ?? differences.length;
  let sum = 0;
  for (let i = 0; i < blocks; i++) sum += differences[i]!;
  return outcomeOf(decision, sum / blocks);
}

function medianUnbiasedEstimate(differences: readonly number[], planned: number, alpha: number): number | null {
  const n = differences.length;
  if (n < 2) return null;
  const mean = differences.reduce((a, b) => a + b, 0) / n;
  if (mean < 0) {
    const mirrored = medianUnbiasedEstimate(
      differences.map((d) => -d),
      planned,
      alpha,
    );
    return mirrored === null ? null : -mirrored + 0;
  }
  const deviation = Math.sqrt(differences.reduce((a, d) => a + (d - mean) ** 2, 0) / (n - 1));
  if (deviation === 0) return null;
  const random = randomFromHash(sha256Hex(`after a stop: ${planned}`));
  const noise = Array.from({ length: PATHS }, () =>
    Array.from({ length: planned }, () => deviation * normalQuantile((random.next() * 2 ** 32 + 0.5) / 2 ** 32)),
  );
  const observed = endOf(differences, alpha);
  const shifted = new Float64Array(planned);
  const atMost = (shift: number): number =>
    noise.filter((path) => {
      for (let i = 0; i < planned; i++) shifted[i] = shift + path[i]!;
      return isAtMost(endOf(shifted, alpha), observed);
    }).length / PATHS;
  return shiftAt(0.5, atMost, mean, 4 * deviation);
}
