/**
 * A linear probe: ridge regression of a label (+1, -1) on activations; the sign of its output is the prediction. The
 * penalty is chosen from a grid by the least squared leave-one-out error, which ridge regression gives in closed form
 * (PRESS: Allen, Technometrics 16, 1974). Shuffling the labels leaves the matrix unchanged, so each permutation of the
 * baseline costs only a product and a triangular solve.
 */
import { cholesky, invertCholesky, solveCholesky } from '../../rating/numerics/index.js';
import { type Random, shuffle } from '../../spec/keys/index.js';
import type { ActivationMatrix } from './probe-activations.js';

/** Penalties to choose from, as multiples of the mean variance of a feature. */
const PENALTIES = [1e-4, 1e-3, 1e-2, 1e-1, 1, 10];

/** A linear function of activations that predicts a label by its sign. */
interface LinearProbe {
  /** W weights. */
  readonly direction: Float64Array;
  readonly offset: number;
}

/** A fitted probe. */
interface LinearFit {
  readonly probe: LinearProbe;
  /** The chosen multiple, one of PENALTIES. */
  readonly penalty: number;
  /** Fits a probe with the same rows and penalty to other labels. */
  readonly refit: (labels: Int8Array) => LinearProbe;
}

const meanOf = (y: ArrayLike<number>, rows: number): number =>
  Array.from(y).reduce((sum, value) => sum + value, 0) / rows;

/** Fits a probe. `labels`: 1 or -1 per row. Throws RangeError for fewer than two rows. */
export function fitLinear({ data, rows, width }: ActivationMatrix, labels: Int8Array): LinearFit {
  if (rows < 2) throw new RangeError('a probe needs at least two rows');
  const centre = new Float64Array(width);
  for (let i = 0; i < rows; i++) for (let j = 0; j < width; j++) centre[j]! += data[i * width + j]! / rows;
  const centred = Float64Array.from(data, (value, at) => value - centre[at % width]!);
  const gram = gramMatrix(centred, rows, width);
  const variance = centre.reduce((sum, _, j) => sum + gram[j * width + j]!, 0) / (rows * width);
  const rightSide = (y: ArrayLike<number>): Float64Array => {
    const sums = new Float64Array(width);
    for (let i = 0; i < rows; i++) for (let j = 0; j < width; j++) sums[j]! += centred[i * width + j]! * y[i]!;
    return sums;
  };
  const solve = (factor: Float64Array, y: Int8Array): LinearProbe => {
    const direction = solveCholesky(factor, rightSide(y));
    return { direction, offset: meanOf(y, rows) - direction.reduce((sum, w, j) => sum + w * centre[j]!, 0) };
  };
  let best: { error: number; penalty: number; factor: Float64Array } | undefined;
  for (const penalty of PENALTIES) {
    const factor = choleskyWithPenalty(gram, width, penalty * variance * rows);
    if (!factor) continue;
    const weights = solveCholesky(factor, rightSide(labels));
    const error = pressStatistic({ factor, centred, rows, width, labels, weights, mean: meanOf(labels, rows) });
    if (best === undefined || error < best.error) best = { error, penalty, factor };
  }
  // Identical activations carry no information: such a probe predicts the more frequent label.
  if (!best) return constantFit(width, rows, labels);
  const { factor, penalty } = best;
  return { probe: solve(factor, labels), penalty, refit: (y) => solve(factor, y) };
}

function constantFit(width: number, rows: number, labels: Int8Array): LinearFit {
  const refit = (y: Int8Array): LinearProbe => ({ direction: new Float64Array(width), offset: meanOf(y, rows) });
  return { probe: refit(labels), penalty: PENALTIES[0]!, refit };
}

/** X' X (width, width) of x (rows, width), row-major. */
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

/** Cholesky factor of gram + penalty I; undefined where it is not positive definite. */
function choleskyWithPenalty(gram: Float64Array, width: number, penalty: number): Float64Array | undefined {
  const matrix = Float64Array.from(gram);
  for (let j = 0; j < width; j++) matrix[j * width + j]! += penalty;
  return cholesky(matrix, width);
}

interface PressInputs {
  /** Cholesky factor of the penalised Gram matrix. */
  readonly factor: Float64Array;
  /** Centred activations, `rows` x `width`. */
  readonly centred: Float64Array;
  readonly rows: number;
  readonly width: number;
  readonly labels: Int8Array;
  /** Of the fit on all rows. */
  readonly weights: Float64Array;
  /** Of the labels. */
  readonly mean: number;
}

/** PRESS: sum over rows of (residual / (1 - leverage))^2; the leverage includes that of the mean. */
function pressStatistic({ factor, centred, rows, width, labels, weights, mean }: PressInputs): number {
  const inverse = invertCholesky(factor, width);
  let sum = 0;
  for (let i = 0; i < rows; i++) {
    const row = centred.subarray(i * width, (i + 1) * width);
    let leverage = 1 / rows;
    let predicted = mean;
    for (let j = 0; j < width; j++) {
      let inner = 0;
      for (let k = 0; k < width; k++) inner += inverse[j * width + k]! * row[k]!;
      leverage += row[j]! * inner;
      predicted += weights[j]! * row[j]!;
    }
    sum += ((labels[i]! - predicted) / Math.max(1e-9, 1 - leverage)) ** 2;
  }
  return sum;
}

/** Number of rows whose label the probe predicts. */
export function linearHits(
  { direction, offset }: LinearProbe,
  { data, rows, width }: ActivationMatrix,
  labels: Int8Array,
): number {
  let hits = 0;
  for (let i = 0; i < rows; i++) {
    let predicted = offset;
    for (let j = 0; j < width; j++) predicted += direction[j]! * data[i * width + j]!;
    if (predicted > 0 === labels[i]! > 0) hits++;
  }
  return hits;
}

/** An accuracy compared with those reached by chance. */
export interface ChanceLevel {
  /** Mean accuracy by chance. */
  readonly mean: number;
  /** The accuracy below which 95 % of the chance results lie. */
  readonly high: number;
  /** (1 + chance results at least as good) / (1 + chance results): never 0. */
  readonly p: number;
}

/** Compares `hits` out of `total` with the hits of probes that can only succeed by chance. */
export function compareWithChance(hits: number, total: number, chanceHits: readonly number[]): ChanceLevel {
  const sorted = [...chanceHits].sort((a, b) => a - b);
  const mean = sorted.reduce((sum, value) => sum + value, 0) / (sorted.length * total);
  const high = sorted[Math.min(sorted.length - 1, Math.ceil(0.95 * sorted.length) - 1)]! / total;
  return { mean, high, p: (1 + sorted.filter((chance) => chance >= hits).length) / (1 + sorted.length) };
}

/** How often to repeat a chance baseline, and its generator. */
export interface ChanceRuns {
  readonly count: number;
  readonly random: Random;
}

/** Hits on held-out rows of probes that are fitted to shuffled training labels: the chance baseline. */
export function permutedHits(
  fit: LinearFit,
  trainLabels: Int8Array,
  test: { readonly rows: ActivationMatrix; readonly labels: Int8Array },
  { count, random }: ChanceRuns,
): number[] {
  return Array.from({ length: count }, () =>
    linearHits(fit.refit(Int8Array.from(shuffle([...trainLabels], random))), test.rows, test.labels),
  );
}
