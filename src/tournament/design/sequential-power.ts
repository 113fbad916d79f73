import { type LookPlan, normalNumbers, signFlipBoundary } from '../stats/index.js';

/** Simulated runs. */
const PATHS = 4000;

/** What a test that may end early does at a true difference. */
export interface SequentialPower {
  /** Probability of a stop on the right side. */
  readonly power: number;
  /** Mean number of blocks played. */
  readonly blocks: number;
}

/** Sums of standard normal differences, and of their squares, by run and look. */
interface Runs {
  readonly ends: readonly number[];
  readonly boundary: readonly number[];
  readonly sums: readonly Float64Array[];
  readonly squares: readonly Float64Array[];
}

const cache = new Map<string, Runs>();

function runsOf(looks: readonly number[], alpha: number): Runs {
  const id = `${looks.join()} ${alpha}`;
  const known = cache.get(id);
  if (known) return known;
  const normal = normalNumbers('power at looks');
  const [sums, squares] = [looks, looks].map((all) => all.map(() => new Float64Array(PATHS))) as [
    Float64Array[],
    Float64Array[],
  ];
  for (let path = 0; path < PATHS; path++) {
    let [sum, square, at] = [0, 0, 0];
    looks.forEach((end, k) => {
      for (; at < end; at++) {
        const z = normal();
        sum += z;
        square += z * z;
      }
      sums[k]![path] = sum;
      squares[k]![path] = square;
    });
  }
  const runs = { ends: looks, boundary: signFlipBoundary({ looks, alpha }, 0), sums, squares };
  cache.set(id, runs);
  return runs;
}

/**
 * Power of `sequentialSignFlips` at a mean difference of `shift` standard deviations of one block's difference, and the
 * blocks it takes: 4,000 seeded normal runs against the typical thresholds (`signFlipBoundary`).
 */
export function sequentialPower({ looks, alpha }: Pick<LookPlan, 'looks' | 'alpha'>, shift: number): SequentialPower {
  const { ends, boundary, sums, squares } = runsOf(looks, alpha);
  let [found, blocks] = [0, 0];
  for (let path = 0; path < PATHS; path++) {
    let k = 0;
    for (; k < ends.length; k++) {
      const [sum, n] = [sums[k]![path]!, ends[k]!];
      const square = squares[k]![path]! + 2 * shift * sum + n * shift * shift;
      if (Math.abs(sum + n * shift) < boundary[k]! * Math.sqrt(square)) continue;
      if (sum + n * shift > 0) found++;
      break;
    }
    blocks += ends[Math.min(k, ends.length - 1)]!;
  }
  return { power: found / PATHS, blocks: blocks / PATHS };
}
