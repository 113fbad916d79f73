import { normalQuantile } from '../../rating/numerics/index.js';
import { randomFromHash, sha256Hex } from '../../spec/keys/index.js';
import { type LookPlan, signFlipsAtLooks, spendingPlan } from './sequential-sign-flips.js';

/** Samples of which the boundary is the median. */
const SAMPLES = 25;
/** Bits of the sign patterns that it is made of. */
const BITS = 12;

/** Seeded standard normal numbers, a stream for each name. */
export function normalNumbers(name: string): () => number {
  const random = randomFromHash(sha256Hex(name));
  return () => normalQuantile((random.uint32() + 0.5) / 2 ** 32);
}

const boundaries = new Map<string, readonly number[]>();

/**
 * What the thresholds of `sequentialSignFlips` come to for normal differences: |sum| at each look in roots of the sum
 * of squares, the median over seeded samples; infinite where no pattern can stop. For simulations of many runs. `n`
 * is the number of blocks of a plan that has ended, and not used otherwise.
 */
export function signFlipBoundary(plan: LookPlan, n: number): readonly number[] {
  const schedule = spendingPlan(plan, n);
  const id = JSON.stringify([schedule, plan.alpha]);
  const known = boundaries.get(id);
  if (known) return known;
  const normal = normalNumbers('boundary of sign flips');
  const last = schedule.at(-1)!.blocks;
  // signs in turn keep the sum near 0, so that no look stops
  const samples = Array.from({ length: SAMPLES }, () =>
    Array.from({ length: last }, (_, i) => (i % 2 ? 1 : -1) * Math.abs(normal())),
  );
  const found = schedule.map((_, k) => {
    const ratios = samples
      .map((values) => {
        const { looks } = signFlipsAtLooks(values, plan, BITS);
        const look = looks[k];
        if (!look?.threshold) return Infinity;
        const square = values.slice(0, look.blocks).reduce((sum, d) => sum + d * d, 0);
        return (look.threshold * look.blocks) / Math.sqrt(square);
      })
      .sort((a, b) => a - b);
    return ratios[(SAMPLES - 1) / 2]!;
  });
  boundaries.set(id, found);
  return found;
}
