import { normalCdf, replicatesNeeded, signFlipInterval, studentQuantile } from '../../rating/numerics/index.js';
import { normalNumbers } from '../stats/index.js';
import { meanOverRatios, whereReached } from './student-power.js';

/** Up to this many replicates the power of sign flips is simulated; beyond, Student's t agrees to a percent. */
const MAX_SIMULATED = 12;
/** Simulated samples. */
const SAMPLES = 2000;

const cache = new Map<string, readonly number[]>();

/** The shifts from which sign flips reject a normal sample, sorted: minus the lower limits of their intervals. */
function rejectedFrom(n: number, alpha: number): readonly number[] {
  const id = `${n} ${alpha}`;
  const known = cache.get(id);
  if (known) return known;
  const normal = normalNumbers('visible shift');
  const shifts = Array.from(
    { length: SAMPLES },
    () => -signFlipInterval(Array.from({ length: n }, normal), alpha)!.low,
  ).sort((a, b) => a - b);
  cache.set(id, shifts);
  return shifts;
}

/**
 * Probability that sign flips over n normal replicates reject at alpha on the right side, for a mean difference of
 * `shift` standard deviations of one replicate's difference. A sample z is rejected from the shift on that is minus the
 * lower limit of its interval: 2,000 seeded samples up to 12 replicates, beyond Student's noncentral t. 0 with too few
 * replicates.
 */
export function signFlipPower(n: number, alpha: number, shift: number): number {
  if (n < replicatesNeeded(alpha)) return 0;
  if (n <= MAX_SIMULATED) {
    const shifts = rejectedFrom(n, alpha);
    return shifts.filter((from) => from < shift).length / shifts.length;
  }
  const t = studentQuantile(1 - alpha / 2, n - 1);
  return meanOverRatios(n - 1, (ratio) => normalCdf(shift * Math.sqrt(n) - t * ratio));
}

/**
 * The smallest mean difference, in standard deviations of one replicate's difference, that sign flips over n normal
 * replicates find with the given power; null with too few replicates. With six replicates and alpha .05 all signs must
 * agree: 1.793 for 80 %, where a t test needs 1.393.
 */
export function detectableShift(n: number, alpha: number, power = 0.8): number | null {
  if (n < replicatesNeeded(alpha)) return null;
  if (n <= MAX_SIMULATED) return rejectedFrom(n, alpha)[Math.ceil(power * SAMPLES) - 1]!;
  return whereReached(power, (shift) => signFlipPower(n, alpha, shift));
}
