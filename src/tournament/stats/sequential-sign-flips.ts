/**
 * Group-sequential sign-flip test: exact at planned looks. Its error spending and thresholds depend on the sizes of the
 * differences so far and on nothing that comes later.
 */
import { normalCdf, normalQuantile, replicatesNeeded, signSplits } from '../../rating/numerics/index.js';

/** All sign patterns up to 20 blocks, a fixed group of 2^20 beyond. */
const BITS = 19;

/** What is planned before the first block. */
export interface LookPlan {
  /** Numbers of blocks at which the test looks, increasing; the last is the planned size. */
  readonly looks: readonly number[];
  readonly alpha: number;
  /**
   * Whether no further block can come, for reasons that have nothing to do with the differences (failed replicates, a
   * cancelled run). The last look is then taken at the blocks there are and spends what is left of alpha.
   */
  readonly ended?: boolean;
}

/** One look of the test. */
interface Look {
  /** Blocks that enter. */
  readonly blocks: number;
  /** Share of sign patterns stopped at this look or before: the level spent. */
  readonly spent: number;
  /** The |mean difference| that stops at this look; null where none could. */
  readonly threshold: number | null;
  /** Mean difference so far. */
  readonly statistic: number;
  readonly stopped: boolean;
}

/** The state of a group-sequential test. */
export interface SequentialSignFlips {
  /** The looks taken so far, up to the one that stopped. */
  readonly looks: readonly Look[];
  /** Number of blocks at the look that stopped; null if none has. */
  readonly decidedAt: number | null;
  /** 1 where the differences are positive, -1 where they are negative; null without a decision. */
  readonly side: 1 | -1 | null;
  /** Two-sided p by stage-wise ordering, at most alpha exactly if the test stopped; null while looks are to come. */
  readonly p: number | null;
}

/**
 * The level that may be spent by information share t (0 to 1]: 2 (1 - Φ(z / sqrt(t))), z the 1 - alpha / 2 quantile,
 * like O'Brien and Fleming's boundary (Lan & DeMets, Biometrika 70, 1983).
 *
 * @internal
 */
export function spendingAt(t: number, alpha: number): number {
  return t >= 1 ? alpha : 2 * normalCdf(normalQuantile(alpha / 2) / Math.sqrt(t));
}

/**
 * Looks for a planned number of blocks: at most five, evenly spread from the first at which sign flips could stop (2 /
 * 2^n is within the spending) to the planned number, which is always the last.
 */
export function defaultLooks(planned: number, alpha: number): number[] {
  let first = Math.min(planned, replicatesNeeded(alpha));
  while (first < planned && 2 / 2 ** first > spendingAt(first / planned, alpha)) first++;
  const count = Math.min(5, planned - first + 1);
  return Array.from({ length: count }, (_, i) =>
    count === 1 ? planned : first + Math.round((i * (planned - first)) / (count - 1)),
  );
}

/** The looks that are taken at n blocks, each with the level that may be spent by then. */
export function spendingPlan(
  { looks, alpha, ended = false }: LookPlan,
  n: number,
): { blocks: number; level: number }[] {
  if (!looks.length || looks.some((look, i) => !Number.isInteger(look) || look <= (looks[i - 1] ?? 0)))
    throw new RangeError('looks are increasing numbers of blocks');
  const planned = looks.at(-1)!;
  const taken = ended && n < planned ? [...looks.filter((look) => look < n), n].filter(Boolean) : looks;
  return taken.map((blocks, i) => ({
    blocks,
    level: i === taken.length - 1 ? alpha : spendingAt(blocks / planned, alpha),
  }));
}

/** Sign patterns that have not stopped, up to opposites, with their sums so far. */
interface RunningPatterns {
  readonly numbers: Int32Array;
  readonly sums: Float64Array;
}

/** The patterns after one more difference; patterns double while there are bits for its sign. */
function extended(
  { numbers, sums }: RunningPatterns,
  value: number,
  column: number,
  doubles: boolean,
): RunningPatterns {
  const count = numbers.length;
  const next = {
    numbers: new Int32Array(doubles ? 2 * count : count),
    sums: new Float64Array(doubles ? 2 * count : count),
  };
  for (let i = 0; i < count; i++) {
    let odd = numbers[i]! & column;
    for (const by of [16, 8, 4, 2, 1]) odd ^= odd >> by;
    next.numbers[i] = numbers[i]!;
    next.sums[i] = sums[i]! + (odd & 1 ? -value : value);
    if (!doubles) continue;
    next.numbers[count + i] = numbers[i]! | column;
    next.sums[count + i] = sums[i]! - value;
  }
  return next;
}

/**
 * Exact group-sequential sign-flip test of "each difference is symmetric about 0", two-sided. At each look, among all
 * sign patterns of the differences so far that no earlier look has stopped, the threshold on |sum| is the smallest one
 * with which the share of patterns stopped so far stays within the level that may be spent (`spendingAt`). Under the
 * hypothesis every pattern is as likely, so that the level is at most alpha exactly, for any distribution (derived; a
 * conditional version of Lan & DeMets). p is by stage-wise ordering: the share of patterns that stop earlier, or that
 * at the same look have a sum as far from 0. Sums that differ by rounding alone are ties. Changing all signs changes
 * the side and nothing else. Throws RangeError for looks that do not increase.
 */
export function sequentialSignFlips(differences: readonly number[], plan: LookPlan): SequentialSignFlips {
  return signFlipsAtLooks(differences, plan, BITS);
}

/** `sequentialSignFlips` over a group of 2^(bits + 1) patterns; for simulations, which need no finer ones. */
export function signFlipsAtLooks(differences: readonly number[], plan: LookPlan, bits: number): SequentialSignFlips {
  const n = differences.length;
  const schedule = spendingPlan(plan, n);
  const { columns } = signSplits(Math.min(n, schedule.at(-1)?.blocks ?? 0), bits);
  const looks: Look[] = [];
  let patterns: RunningPatterns = { numbers: new Int32Array(1), sums: new Float64Array(1) };
  let [at, spent, total] = [0, 0, 0];
  let p: number | null = null;
  for (const { blocks, level } of schedule) {
    if (blocks > n) break;
    for (; at < blocks; at++) {
      patterns = extended(patterns, differences[at]!, columns[at]!, at > 0 && at <= bits);
      total += Math.abs(differences[at]!);
    }
    const number = 2 ** Math.min(blocks - 1, bits);
    const rounding = 5e-13 * total;
    const sizes = patterns.sums.map(Math.abs);
    const observed = sizes[0]!; // number 0 is the identity
    const threshold = thresholdOf(sizes.slice().sort(), Math.floor((level - spent) * number), rounding);
    const stopped = threshold !== null && observed >= threshold - rounding;
    const isLast = blocks === schedule.at(-1)!.blocks;
    if (stopped || isLast) p = spent + countAtLeast(sizes, observed - rounding) / number;
    const stops = threshold === null ? 0 : countAtLeast(sizes, threshold - rounding);
    spent += stops / number;
    const statistic = patterns.sums[0]! / blocks;
    looks.push({ blocks, spent, threshold: threshold === null ? null : threshold / blocks, statistic, stopped });
    if (stopped) return { looks, decidedAt: blocks, side: statistic > 0 ? 1 : -1, p };
    if (threshold !== null) patterns = withoutStopped(patterns, sizes, threshold - rounding);
  }
  return { looks, decidedAt: null, side: null, p };
}

/** The smallest of the sorted sizes that at most `allowed` of them reach; null if the largest is shared by more. */
function thresholdOf(sorted: Float64Array, allowed: number, rounding: number): number | null {
  const count = sorted.length;
  let reached = Math.min(allowed, count);
  while (reached > 0 && reached < count && sorted[count - reached]! - sorted[count - reached - 1]! <= rounding)
    reached--;
  return reached > 0 ? sorted[count - reached]! : null;
}

function countAtLeast(sizes: Float64Array, bound: number): number {
  let count = 0;
  for (let i = 0; i < sizes.length; i++) if (sizes[i]! >= bound) count++;
  return count;
}

function withoutStopped({ numbers, sums }: RunningPatterns, sizes: Float64Array, bound: number): RunningPatterns {
  const runs = (_: number, i: number): boolean => sizes[i]! < bound;
  return { numbers: numbers.filter(runs), sums: sums.filter(runs) };
}
