import { type LookPlan, sequentialSignFlips, spendingPlan } from './sequential-sign-flips.js';
import { normalNumbers, signFlipBoundary } from './sign-flip-boundary.js';
import { isAtMost, outcomeOf, shiftAt } from './stage-wise.js';

/** Simulated runs. */
const PATHS = 2000;
/** Differences that spread by less of their mean are equal but for rounding. */
const ROUNDING = 1e-12;

/** Mean difference after a group-sequential test, in the unit of the differences. */
interface AfterLooks {
  /** Median-unbiased; null while looks are to come, and where the spread cannot be estimated. */
  readonly estimate: number | null;
  /** Limits at 1 - alpha. */
  readonly low: number | null;
  readonly high: number | null;
}

/** Sums of a simulated run of standard normal differences, and of their squares, at each look. */
interface Path {
  readonly sums: readonly number[];
  readonly squares: readonly number[];
}

/**
 * Returns estimate and interval of the mean difference after `sequentialSignFlips` has stopped or taken its last
 * look: median-unbiased, and the shifts at which outcomes as low or as high as the observed one have probability
 * alpha / 2, by stage-wise ordering (`shiftAt`) over seeded normal runs. For each shift the runs are conditional on
 * the observed sum of squares about it, which is sufficient for the unknown variance, so that without earlier looks
 * the interval is Student's (derived). A simulated run stops where |sum| exceeds the median threshold of sign flips
 * over normal samples, in roots of its sum of squares. Whether the interval holds 0 is decided by the test itself,
 * which needs no normal distribution. Changing all signs mirrors the result exactly.
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
  const about = values.reduce((sum, d) => sum + (d - mean) ** 2, 0);
  const deviation = Math.sqrt(about / (blocks - 1));
  if (!(deviation > ROUNDING * mean)) return nothing;
  const schedule = spendingPlan(plan, differences.length);
  const ends = schedule.map((look) => look.blocks);
  const boundary = signFlipBoundary(plan, differences.length);
  const paths = pathsTo(ends);
  const [last, seen] = [ends.length - 1, ends.indexOf(blocks)];
  // at the last look outcomes are ordered by the mean, stopped or not
  const observed = outcomeOf(test.side && blocks < ends[last]! ? { at: blocks, side: test.side } : null, mean);
  const atMost = (shift: number): number => {
    const square = about + blocks * (mean - shift) ** 2;
    let count = 0;
    for (const { sums, squares } of paths) {
      const spread = Math.sqrt(square / squares[seen]!);
      let stop: { at: number; side: 1 | -1 } | null = null;
      let sum = 0;
      for (let k = 0; k < last && !stop; k++) {
        sum = ends[k]! * shift + spread * sums[k]!;
        const norm = Math.sqrt(ends[k]! * shift ** 2 + 2 * shift * spread * sums[k]! + spread ** 2 * squares[k]!);
        if (Math.abs(sum) >= boundary[k]! * norm) stop = { at: ends[k]!, side: sum > 0 ? 1 : -1 };
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

/** The last simulated runs: every tournament of one design needs the same. */
let lastPaths: { readonly name: string; readonly paths: readonly Path[] } | null = null;

function pathsTo(ends: readonly number[]): readonly Path[] {
  const name = `after looks at ${ends.join()}`;
  if (lastPaths?.name !== name) lastPaths = { name, paths: simulatedPaths(ends, normalNumbers(name)) };
  return lastPaths.paths;
}

function simulatedPaths(ends: readonly number[], normal: () => number): Path[] {
  return Array.from({ length: PATHS }, (): Path => {
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
    return { sums, squares };
  });
}
