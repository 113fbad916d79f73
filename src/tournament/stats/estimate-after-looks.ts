import { normalQuantile } from '../../rating/numerics/index.js';
import { randomFromHash, sha256Hex } from '../../spec/index.js';
import { type LookPlan, sequentialSignFlips, signFlipsAtLooks, spendingPlan } from './sequential-sign-flips.js';
import { isAtMost, outcomeOf, shiftAt } from './stage-wise.js';

/** Simulated runs. */
const PATHS = 2000;
/** Samples of which the typical boundary is the median. */
const BOUNDARY_SAMPLES = 25;
/** Bits of the sign patterns that the boundary is made of. */
const BOUNDARY_BITS = 12;

/** Mean difference after a group-sequential test, in the unit of the differences. */
export interface AfterLooks {
  /** Median-unbiased; null while looks are to come, and where the spread cannot be estimated. */
  readonly estimate: number | null;
  /** Limits at 1 - alpha. */
  readonly low: number | null;
  readonly high: number | null;
}

/** Sums of a simulated run of standard normal differences, at each look. */
interface Path {
  /** Factor of the observed standard deviation. */
  readonly scale: number;
  readonly sums: readonly number[];
  readonly squares: readonly number[];
}

/**
 * Returns estimate and interval of the mean difference after `sequentialSignFlips` has stopped or taken its last look:
 * median-unbiased, and the shifts at which outcomes as low or as high as the observed one have probability alpha / 2,
 * by stage-wise ordering (`shiftAt`) over seeded normal runs. Each run has its own spread, drawn from what the observed
 * one tells of the true one (s² df / χ²), so that without earlier looks the interval is Student's. A simulated run stops
 * where |sum| exceeds the median threshold of sign flips over normal samples, in roots of its sum of squares. Whether
 * the interval holds 0 is decided by the test itself, which needs no normal distribution. Changing all signs mirrors the
 * result exactly.
 */
export function estimateAfterLooks(differences: readonly number[], plan: LookPlan): AfterLooks {
  const nothing = { estimate: null, low: null, high: null };
  const test = sequentialSignFlips(differences, plan);
  if (test.p === null) return nothing;
  const blocks = test.looks.at(-1)!.blocks;
  const values = differences.slice(0, blocks);
  const mean = test.looks.at(-1)!.statistic;
  if (mean < 0) {
    const { estimate, low, high } = estimateAfterLooks(
      differences.map((d) => -d),
      plan,
    );
    return estimate === null ? nothing : { estimate: -estimate + 0, low: -high! + 0, high: -low! + 0 };
  }
  const deviation = Math.sqrt(values.reduce((sum, d) => sum + (d - mean) ** 2, 0) / (blocks - 1));
  if (!(deviation > 0)) return nothing;
  const schedule = spendingPlan(plan, differences.length);
  const ends = schedule.map((look) => look.blocks);
  const boundary = boundaryOf(plan, differences.length);
  const paths = pathsTo(ends, blocks - 1);
  const last = ends.length - 1;
  // at the last look outcomes are ordered by the mean, stopped or not
  const observed = outcomeOf(test.side && blocks < ends[last]! ? { at: blocks, side: test.side } : null, mean);
  const atMost = (shift: number): number => {
    let count = 0;
    for (const { scale, sums, squares } of paths) {
      const spread = scale * deviation;
      let stop: { at: number; side: 1 | -1 } | null = null;
      let sum = 0;
      for (let k = 0; k < last && !stop; k++) {
        sum = ends[k]! * shift + spread * sums[k]!;
        const square = ends[k]! * shift ** 2 + 2 * shift * spread * sums[k]! + spread ** 2 * squares[k]!;
        if (Math.abs(sum) >= boundary[k]! * Math.sqrt(square)) stop = { at: ends[k]!, side: sum > 0 ? 1 : -1 };
      }
      const end = stop ? sum / stop.at : shift + (spread * sums[last]!) / ends[last]!;
      if (isAtMost(outcomeOf(stop, end), observed)) count++;
    }
    return count / PATHS;
  };
  const at = (share: number): number => shiftAt(share, atMost, mean, 6 * deviation);
  const [estimate, low, high] = [at(0.5), at(1 - plan.alpha / 2), at(plan.alpha / 2)];
  return test.side === null
    ? { estimate, low: Math.min(0, low), high: Math.max(0, high) }
    : { estimate: Math.max(0, estimate), low: Math.max(0, low), high };
}

const normalsOf = (name: string): (() => number) => {
  const random = randomFromHash(sha256Hex(name));
  return () => normalQuantile((random.uint32() + 0.5) / 2 ** 32);
};

/** The last simulated runs: every tournament of one design needs the same. */
let lastPaths: { readonly name: string; readonly paths: readonly Path[] } | null = null;

function pathsTo(ends: readonly number[], df: number): readonly Path[] {
  const name = `after looks at ${ends.join()}, ${df} degrees of freedom`;
  if (lastPaths?.name !== name) lastPaths = { name, paths: simulatedPaths(ends, df, normalsOf(name)) };
  return lastPaths.paths;
}

function simulatedPaths(ends: readonly number[], df: number, normal: () => number): Path[] {
  return Array.from({ length: PATHS }, (): Path => {
    let chiSquare = 0;
    for (let i = 0; i < df; i++) chiSquare += normal() ** 2;
    let [sum, square] = [0, 0];
    const sums: number[] = [];
    const squares: number[] = [];
    for (let block = 1; block <= ends.at(-1)!; block++) {
      const z = normal();
      sum += z;
      square += z * z;
      if (!ends.includes(block)) continue;
      sums.push(sum);
      squares.push(square);
    }
    return { scale: Math.sqrt(df / chiSquare), sums, squares };
  });
}

const boundaries = new Map<string, readonly number[]>();

/** The threshold at each look in roots of the sum of squares: the median over seeded normal samples. */
function boundaryOf(plan: LookPlan, n: number): readonly number[] {
  const schedule = spendingPlan(plan, n);
  const id = JSON.stringify([schedule, plan.alpha]);
  const known = boundaries.get(id);
  if (known) return known;
  const normal = normalsOf('boundary of sign flips');
  const last = schedule.at(-1)!.blocks;
  // signs in turn keep the sum near 0, so that no look stops
  const samples = Array.from({ length: BOUNDARY_SAMPLES }, () =>
    Array.from({ length: last }, (_, i) => (i % 2 ? 1 : -1) * Math.abs(normal())),
  );
  const found = schedule.map((_, k) => {
    const ratios = samples
      .map((values) => {
        const { looks } = signFlipsAtLooks(values, plan, BOUNDARY_BITS);
        const look = looks[k];
        if (!look?.threshold) return Infinity;
        const square = values.slice(0, look.blocks).reduce((sum, d) => sum + d * d, 0);
        return (look.threshold * look.blocks) / Math.sqrt(square);
      })
      .sort((a, b) => a - b);
    return ratios[(BOUNDARY_SAMPLES - 1) / 2]!;
  });
  boundaries.set(id, found);
  return found;
}
