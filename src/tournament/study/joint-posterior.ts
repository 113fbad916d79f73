/**
 * Posterior of the arms' difference over bases and datasets: y = difference + base + dataset + rest + error, the error
 * of known variance, all effects normal, a flat prior on the difference and half-normal ones on the three spreads
 * (Gelman, Bayesian Analysis 1, 2006; Röver, J. Stat. Softw. 93(6), 2020). Given the spreads the difference is normal
 * and integrates out, so what is left is a quadrature over the spreads.
 */
import { cholesky, normalCdf, solveCholesky } from '../../rating/numerics/index.js';
import type { Generality } from '../../spec/api/index.js';
import type { Played } from './level-means.js';

/** Spreads are integrated up to this multiple of the prior's scale, where its density is 1e-8 of that at 0. */
const REACH = 6;
/** Most combinations: each node costs a Cholesky factor of their covariance. */
const MAX_COMBINATIONS = 64;
/** Nodes of each spread for few combinations and for many. */
const [NODES, NODES_OF_MANY] = [16, 10];
const MANY = 16;
/** Nodes of less log weight, beside the largest, are dropped: all of them together change nothing that is shown. */
const NEGLIGIBLE = -16;

/** The difference given the spreads of one node; `weight` is the node's posterior probability. */
interface Node {
  readonly spreads: readonly [number, number, number];
  readonly mean: number;
  readonly deviation: number;
  readonly weight: number;
}

/**
 * Returns the posterior for combinations with standard errors above 0, or null for more than 64 of them.
 * `priorScale` is in the unit of the means.
 */
export function jointPosterior(played: readonly Played[], priorScale: number): Generality['posterior'] {
  if (played.length > MAX_COMBINATIONS) return null;
  const nodes = nodesOf(played, priorScale);
  const below = (x: number): number =>
    nodes.reduce((sum, { weight, mean, deviation }) => sum + weight * normalCdf((x - mean) / deviation), 0);
  const widest = 12 * Math.max(...nodes.map(({ deviation }) => deviation));
  const [least, most] = [
    Math.min(...nodes.map(({ mean }) => mean)) - widest,
    Math.max(...nodes.map(({ mean }) => mean)) + widest,
  ];
  const quantile = (p: number): number => {
    let [low, high] = [least, most];
    for (let i = 0; i < 26; i++) {
      const middle = (low + high) / 2;
      if (below(middle) < p) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  };
  return {
    mean: nodes.reduce((sum, { weight, mean }) => sum + weight * mean, 0),
    low: quantile(0.025),
    high: quantile(0.975),
    positive: 1 - below(0),
    spreads: { base: medianSpread(nodes, 0), dataset: medianSpread(nodes, 1), residual: medianSpread(nodes, 2) },
  };
}

/**
 * All nodes of the quadrature: midpoints of equal steps in the square root of each spread, which puts more of them near
 * 0, where the likelihood of a small spread changes most.
 */
function nodesOf(played: readonly Played[], priorScale: number): Node[] {
  const count = played.length > MANY ? NODES_OF_MANY : NODES;
  const grid = Array.from({ length: count }, (_, i) => ((i + 0.5) / count) ** 2 * REACH * priorScale);
  const found: (Omit<Node, 'weight'> & { readonly log: number })[] = [];
  for (const a of grid)
    for (const b of grid)
      for (const c of grid) {
        const squares = (a * a + b * b + c * c) / priorScale ** 2;
        const given = squares > REACH ** 2 ? null : givenSpreads(played, [a, b, c]);
        if (!given) continue;
        // the second term is the width of the node's steps
        const prior = -squares / 2 + Math.log(a * b * c) / 2;
        found.push({ spreads: [a, b, c], ...given, log: given.log + prior });
      }
  const largest = found.reduce((max, { log }) => Math.max(max, log), -Infinity);
  const kept = found.filter(({ log }) => log - largest > NEGLIGIBLE);
  const total = kept.reduce((sum, { log }) => sum + Math.exp(log - largest), 0);
  return kept.map(({ log, ...node }) => ({ ...node, weight: Math.exp(log - largest) / total }));
}

/** The difference given the spreads, with the log of the likelihood integrated over it. */
function givenSpreads(
  played: readonly Played[],
  [ofBase, ofDataset, ofRest]: readonly [number, number, number],
): { mean: number; deviation: number; log: number } | null {
  const n = played.length;
  const covariance = new Float64Array(n * n);
  played.forEach((one, i) => {
    for (let j = 0; j <= i; j++) {
      const two = played[j]!;
      covariance[i * n + j] =
        (one.base === two.base ? ofBase ** 2 : 0) +
        (one.dataset === two.dataset ? ofDataset ** 2 : 0) +
        (i === j ? ofRest ** 2 + one.standardError! ** 2 : 0);
    }
  });
  const factor = cholesky(covariance, n);
  if (!factor) return null;
  const y = Float64Array.from(played, ({ mean }) => mean);
  const ofOnes = solveCholesky(factor, new Float64Array(n).fill(1));
  const precision = ofOnes.reduce((sum, value) => sum + value, 0);
  const mean = ofOnes.reduce((sum, value, i) => sum + value * y[i]!, 0) / precision;
  const centred = y.map((value) => value - mean);
  const squares = solveCholesky(factor, centred).reduce((sum, value, i) => sum + value * centred[i]!, 0);
  let log = -0.5 * (Math.log(precision) + squares);
  for (let i = 0; i < n; i++) log -= Math.log(factor[i * n + i]!);
  return { mean, deviation: Math.sqrt(1 / precision), log };
}

/** Median of one spread's marginal distribution, interpolated within its step on the scale of the square root. */
function medianSpread(nodes: readonly Node[], which: 0 | 1 | 2): number {
  const weights = new Map<number, number>();
  for (const { spreads, weight } of nodes) weights.set(spreads[which], (weights.get(spreads[which]) ?? 0) + weight);
  const rising = [...weights].sort(([a], [b]) => a - b);
  const step = 2 * Math.sqrt(rising[0]![0]);
  let sum = 0;
  for (const [spread, weight] of rising) {
    if (sum + weight >= 0.5) return (Math.sqrt(spread) + step * ((0.5 - sum) / weight - 0.5)) ** 2;
    sum += weight;
  }
  return rising.at(-1)![0];
}
