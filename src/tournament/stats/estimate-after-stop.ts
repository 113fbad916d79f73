import { normalQuantile } from '../../rating/index.js';
import { randomFromHash, sha256Hex } from '../../spec/index.js';
import { firstDecision, wealth } from './e-process.js';

const PATHS = 400;

export interface AfterStop {
  /** Where a result this extreme is as likely from above as from below; null where the spread cannot be estimated. */
  readonly estimate: number | null;
  /** Ends that hold whatever made the run stop; null where too few blocks were played for any. */
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Estimate and interval of the blocks' mean difference after a run that was watched and may have been stopped by the
 * e-process. The interval inverts the e-process, either side at alpha / 2. The estimate is median-unbiased by
 * simulation (normal differences of the spread seen, a look after each of at most `planned` blocks), results ordered as
 * after an SPRT: early stop low, late stop low, by the mean when played to the end, late stop high, early stop high.
 * Seeded; changing all signs changes the sign.
 */
export function afterStop(differences: readonly number[], planned: number, alpha: number): AfterStop {
  return { estimate: medianUnbiased(differences, planned, alpha), ...stopInterval(differences, alpha) };
}

/** The interval alone: it needs no simulation, nor to know when the run could have stopped. */
export function stopInterval(differences: readonly number[], alpha: number): Pick<AfterStop, 'low' | 'high'> {
  const low = lowEnd(differences, alpha);
  const high = lowEnd(
    differences.map((d) => -d),
    alpha,
  );
  return { low, high: high === null ? null : -high + 0 };
}

/** The largest shift that is rejected from above. */
function lowEnd(differences: readonly number[], alpha: number): number | null {
  const above = (shift: number): boolean =>
    wealth(
      differences.map((d) => d - shift),
      1,
    ) >=
    2 / alpha;
  let low = Math.min(...differences) - 10;
  if (!above(low)) return null;
  let high = Math.max(...differences);
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (above(middle)) low = middle;
    else high = middle;
  }
  return low + 0;
}

/** Place in the order of outcomes: the side of an early stop, then the earlier the further out, then the mean. */
type Outcome = readonly [tier: number, mean: number];

function outcomeOf(differences: ArrayLike<number>, alpha: number): Outcome {
  const decision = firstDecision(differences, alpha);
  const seen = decision?.at ?? differences.length;
  let sum = 0;
  for (let i = 0; i < seen; i++) sum += differences[i]!;
  return [decision ? decision.side / decision.at : 0, sum / seen];
}

function medianUnbiased(differences: readonly number[], planned: number, alpha: number): number | null {
  const n = differences.length;
  if (n < 2) return null;
  const mean = differences.reduce((a, b) => a + b, 0) / n;
  if (mean < 0) {
    const turned = medianUnbiased(
      differences.map((d) => -d),
      planned,
      alpha,
    );
    return turned === null ? null : -turned + 0;
  }
  const deviation = Math.sqrt(differences.reduce((a, d) => a + (d - mean) ** 2, 0) / (n - 1));
  if (deviation === 0) return null;
  const random = randomFromHash(sha256Hex(`after a stop: ${planned}`));
  const noise = Array.from({ length: PATHS }, () =>
    Array.from({ length: planned }, () => deviation * normalQuantile((random.next() * 2 ** 32 + 0.5) / 2 ** 32)),
  );
  const [tier, value] = outcomeOf(differences, alpha);
  const shifted = new Float64Array(planned);
  const atMost = (shift: number): number =>
    noise.filter((path) => {
      for (let i = 0; i < planned; i++) shifted[i] = shift + path[i]!;
      const [t, m] = outcomeOf(shifted, alpha);
      return t < tier || (t === tier && m <= value);
    }).length;
  let [low, high] = [mean - 4 * deviation, mean + 4 * deviation];
  for (let i = 0; i < 25; i++) {
    const middle = (low + high) / 2;
    if (atMost(middle) > PATHS / 2) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
