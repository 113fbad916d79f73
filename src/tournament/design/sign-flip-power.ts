import { replicatesNeeded, signFlipInterval } from '../../rating/numerics/index.js';
import { normalNumbers } from '../stats/index.js';
import { PLANNED_POWER, studentPower, studentShift } from './student-power.js';

/** Up to this many replicates the power of sign flips is simulated; beyond, Student's t agrees to a percent. */
const MAX_SIMULATED = 10;
/** Simulated samples; each serves with both signs. */
const SAMPLES = 2000;

/** The shifts from which simulated samples are rejected, ascending, by replicates and alpha. */
const rejections = new Map<string, Float64Array>();
/** Shifts of Student's t by replicates, alpha and power. */
const students = new Map<string, number>();

/** The value of a key, computed where the map does not have it. */
function cached<T>(map: Map<string, T>, id: string, compute: () => T): T {
  let value = map.get(id);
  if (value === undefined) {
    value = compute();
    map.set(id, value);
  }
  return value;
}

/**
 * A sample z of normal values shifted by s is rejected on the upper side exactly if s is above minus the lower limit of
 * z's interval; for -z that is the upper limit of z's.
 */
function rejectedFrom(n: number, alpha: number): Float64Array {
  return cached(rejections, `${n} ${alpha}`, () => {
    const normal = normalNumbers('visible shift');
    const shifts = new Float64Array(2 * SAMPLES);
    for (let i = 0; i < SAMPLES; i++) {
      const { low, high } = signFlipInterval(Array.from({ length: n }, normal), alpha)!;
      shifts[2 * i] = -low;
      shifts[2 * i + 1] = high;
    }
    return shifts.sort();
  });
}

/**
 * Returns the smallest mean difference, in standard deviations of one replicate's difference, that two-sided sign flips
 * over n normal replicates find with the given power; null with too few replicates. Simulated and seeded up to ten
 * replicates, by the noncentral t beyond. With six replicates and alpha .05 all signs must agree: 1.793 for 80 %, where
 * a t test needs 1.435.
 */
export function detectableShift(n: number, alpha: number, power = PLANNED_POWER): number | null {
  if (n < replicatesNeeded(alpha)) return null;
  if (n > MAX_SIMULATED) return cached(students, `${n} ${alpha} ${power}`, () => studentShift(n, alpha, power));
  const shifts = rejectedFrom(n, alpha);
  return shifts[Math.ceil(power * shifts.length) - 1]!;
}

/**
 * Returns the probability that two-sided sign flips at alpha over n normal replicates find a mean difference of `shift`
 * standard deviations of one replicate's difference, on its own side; 0 with too few replicates. Computed as in
 * `detectableShift`.
 */
export function signFlipPower(n: number, alpha: number, shift: number): number {
  if (n < replicatesNeeded(alpha)) return 0;
  if (n > MAX_SIMULATED) return studentPower(n - 1, alpha, shift * Math.sqrt(n));
  const shifts = rejectedFrom(n, alpha);
  let [low, high] = [0, shifts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (shifts[middle]! < shift) low = middle + 1;
    else high = middle;
  }
  return low / shifts.length;
}
