/**
 * A linear probe: ridge regression of a label (+1, -1) on activations, its sign the answer. The penalty is the one of a
 * grid with the least squared error of leaving one row out, which ridge gives in closed form (PRESS: Allen,
 * Technometrics 16, 1974). Shuffling the labels leaves the matrix as it is, so the permutation baseline costs a product
 * and a triangular solve each.
 */
import { cholesky, invertCholesky, solveCholesky } from '../../rating/index.js';
import { type Random, shuffle } from '../../spec/index.js';
import type { ActivationMatrix } from './probe-activations.js';

/** Penalties tried, as parts of the mean variance of a feature. */
const PENALTIES = [1e-4, 1e-3, 1e-2, 1e-1, 1, 10];

export interface LinearProbe {
  /** In the space of the activations: positive says +1. */
  readonly direction: Float64Array;
  readonly offset: number;
}

export interface LinearFit {
  readonly probe: LinearProbe;
  /** The chosen one of PENALTIES. */
  readonly penalty: number;
  /** A probe of the same rows and penalty on other labels. */
  readonly refit: (labels: Int8Array) => LinearProbe;
}

/** `labels`: 1 or -1 by row. Throws RangeError without two rows. */
export function fitLinear({ data, rows, width }: ActivationMatrix, labels: Int8Array): LinearFit {
  if (rows < 2) throw new RangeError('a probe needs two rows at least');
  const centre = new Float64Array(width);
  for (let i = 0; i < rows; i++) for (let j = 0; j < width; j++) centre[j]! += data[i * width + j]! / rows;
  const centred = Float64Array.from(data, (value, at) => value - centre[at % width]!);
  const gram = gramMatrix(centred, rows, width);
  const variance = centre.reduce((sum, _, j) => sum + gram[j * width + j]!, 0) / (rows * width);
  const right = (y: ArrayLike<number>): Float64Array => {
    const sums = new Float64Array(width);
    for (let i = 0; i < rows; i++) for (let j = 0; j < width; j++) sums[j]! += centred[i * width + j]! * y[i]!;
    return sums;
  };
  const meanOf = (y: ArrayLike<number>): number => Array.from(y).reduce((sum, value) => sum + value, 0) / rows;
  const solve = (factor: Float64Array, y: Int8Array): LinearProbe => {
    const direction = solveCholesky(factor, right(y));
    return { direction, offset: meanOf(y) - direction.reduce((sum, w, j) => sum + w * centre[j]!, 0) };
  };
  let best: { error: number; penalty: number; factor: Float64Array } | undefined;
  for (const penalty of PENALTIES) {
    const factor = choleskyWithPenalty(gram, width, penalty * variance * rows);
    const error =
      factor &&
      pressStatistic(factor, centred, rows, width, labels, solveCholesky(factor, right(labels)), meanOf(labels));
    if (error !== undefined && (best === undefined || error < best.error)) best = { error, penalty, factor: factor! };
  }
  // Activations that are all the same tell nothing: such a probe says the commoner label.
  if (!best) return constantFit(width, labels, meanOf);
  const { factor, penalty } = best;
  return { probe: solve(factor, labels), penalty, refit: (y) => solve(factor, y) };
}

function constantFit(width: number, labels: Int8Array, meanOf: (y: Int8Array) => number): LinearFit {
  const again = (y: Int8Array): LinearProbe => ({ direction: new Float64Array(width), offset: meanOf(y) });
  return { probe: again(labels), penalty: PENALTIES[0]!, refit: again };
}

function gramMatrix(x: Float64Array, rows: number, width: number): Float64Array {
  const gram = new Float64Array(width * width);
  for (let i = 0; i < rows; i++) {
    const row = x.subarray(i * width, (i + 1) * width);
    for (let j = 0; j < width; j++) {
      const xj = row[j]!;
      for (let k = 0; k <= j; k++) gram[j * width + k]! += xj * row[k]!;
    }
  }
  for (let j = 0; j < width; j++) for (let k = 0; k < j; k++) gram[k * width + j] = gram[j * width + k]!;
  return gram;
}

function choleskyWithPenalty(gram: Float64Array, width: number, penalty: number): Float64Array | undefined {
  const matrix = Float64Array.from(gram);
  for (let j = 0; j < width; j++) matrix[j * width + j]! += penalty;
  return cholesky(matrix, width);
}

/** Sum over rows of (residual / (1 - leverage))^2, the leverage of the mean among them. */
function pressStatistic(
  factor: Float64Array,
  x: Float64Array,
  rows: number,
  width: number,
  y: Int8Array,
  w: Float64Array,
  mean: number,
): number {
  const inverse = invertCholesky(factor, width);
  let sum = 0;
  for (let i = 0; i < rows; i++) {
    const row = x.subarray(i * width, (i + 1) * width);
    let leverage = 1 / rows;
    let said = mean;
    for (let j = 0; j < width; j++) {
      let inner = 0;
      for (let k = 0; k < width; k++) inner += inverse[j * width + k]! * row[k]!;
      leverage += row[j]! * inner;
      said += w[j]! * row[j]!;
    }
    sum += ((y[i]! - said) / Math.max(1e-9, 1 - leverage)) ** 2;
  }
  return sum;
}

/** Rows whose label the probe says. */
export function linearHits(
  { direction, offset }: LinearProbe,
  { data, rows, width }: ActivationMatrix,
  labels: Int8Array,
): number {
  let hits = 0;
  for (let i = 0; i < rows; i++) {
    let said = offset;
    for (let j = 0; j < width; j++) said += direction[j]! * data[i * width + j]!;
    if (said > 0 === labels[i]! > 0) hits++;
  }
  return hits;
}

export interface ChanceLevel {
  /** Mean share of hits by chance, and the share below which 95 % of the chances lie. */
  readonly mean: number;
  readonly high: number;
  /** (1 + chances at least as good) / (1 + chances): never 0. */
  readonly p: number;
}

/** Where `hits` of `of` lie among those that chance made. */
export function compareWithChance(hits: number, of: number, chances: readonly number[]): ChanceLevel {
  const sorted = [...chances].sort((a, b) => a - b);
  const mean = sorted.reduce((sum, value) => sum + value, 0) / (sorted.length * of);
  const high = sorted[Math.min(sorted.length - 1, Math.ceil(0.95 * sorted.length) - 1)]! / of;
  return { mean, high, p: (1 + sorted.filter((chance) => chance >= hits).length) / (1 + sorted.length) };
}

/** Held-out hits of probes that were fitted to shuffled labels. */
export function permutedHits(
  fit: LinearFit,
  fitLabels: Int8Array,
  test: ActivationMatrix,
  labels: Int8Array,
  times: number,
  random: Random,
): number[] {
  return Array.from({ length: times }, () =>
    linearHits(fit.refit(Int8Array.from(shuffle([...fitLabels], random))), test, labels),
  );
}
