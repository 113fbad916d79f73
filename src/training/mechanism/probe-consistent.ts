/**
 * Contrast-consistent search (Burns et al., "Discovering latent knowledge in language models without supervision",
 * arXiv 2212.03827): each reply is read twice, once followed by a remark that it is good and once by a remark that it
 * is bad. The search finds a probe whose two probabilities add up to one and are not both one half, without any labels.
 * Such a probe cannot know which side is "good": that single bit is taken from the labels of the training rows, never
 * from those it is tested on.
 */
import type { Random } from '../../spec/keys/index.js';
import type { ActivationMatrix } from './probe-activations.js';
import type { ChanceRuns } from './probe-linear.js';

/** Activations of the same replies with both remarks: row i of both belongs to reply i. */
export interface ContrastPairs {
  readonly good: ActivationMatrix;
  readonly bad: ActivationMatrix;
}

/** Pairs with a label, 1 or -1, per pair. */
interface LabelledPairs {
  readonly pairs: ContrastPairs;
  readonly labels: Int8Array;
}

/**
 * As the authors': the best of ten starts, Adam at 0.01, weight decay 0.01. 500 of their 1,000 steps are enough for a
 * few hundred inputs.
 */
const STARTS = 10;
const STEPS = 500;
const RATE = 0.01;
const DECAY = 0.01;

/** A probe on standardised activations. */
interface ConsistentProbe {
  readonly scales: { readonly good: Standardisation; readonly bad: Standardisation };
  /** W weights, then the offset. */
  readonly weights: Float64Array;
  /** 1, or -1 where high probabilities mean "bad". */
  readonly sign: 1 | -1;
  /** Consistency plus confidence loss; 0 at best. A probe with a constant output reaches 0.2 at best, at p = 0.4. */
  readonly loss: number;
}

/** Mean and standard deviation of each feature. */
interface Standardisation {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/** Finds a probe. `labels`, 1 or -1 per pair, only decide its sign. */
export function fitConsistent(pairs: ContrastPairs, labels: Int8Array, random: Random): ConsistentProbe {
  const scales = { good: standardisationOf(pairs.good), bad: standardisationOf(pairs.bad) };
  const inputs = standardisePairs(pairs, scales);
  let best: { weights: Float64Array; loss: number } | undefined;
  for (let start = 0; start < STARTS; start++) {
    const result = minimise(inputs, normalWeights(pairs.good.width, random));
    if (best === undefined || result.loss < best.loss) best = result;
  }
  return { scales, ...best!, sign: chooseSign(inputs, best!.weights, labels) };
}

/** Number of pairs whose label the probe predicts, by (p(good) + 1 - p(bad)) / 2 above one half. */
export const consistentHits = (
  { scales, weights, sign }: ConsistentProbe,
  pairs: ContrastPairs,
  labels: Int8Array,
): number => countHits(standardisePairs(pairs, scales), weights, sign, labels);

/**
 * Hits on the test pairs of random probes in the same space, their signs chosen on the training pairs in the same way:
 * the chance baseline of the search.
 */
export function randomHits(
  { scales }: ConsistentProbe,
  train: LabelledPairs,
  test: LabelledPairs,
  { count, random }: ChanceRuns,
): number[] {
  const [trainInputs, testInputs] = [standardisePairs(train.pairs, scales), standardisePairs(test.pairs, scales)];
  return Array.from({ length: count }, () => {
    const weights = normalWeights(train.pairs.good.width, random);
    return countHits(testInputs, weights, chooseSign(trainInputs, weights, train.labels), test.labels);
  });
}

/** Both sides of the pairs, each standardised by itself; `rows` x `width`. */
interface Inputs {
  readonly good: Float64Array;
  readonly bad: Float64Array;
  readonly rows: number;
  readonly width: number;
}

const standardisePairs = ({ good, bad }: ContrastPairs, scales: ConsistentProbe['scales']): Inputs => ({
  good: standardise(good, scales.good),
  bad: standardise(bad, scales.bad),
  rows: good.rows,
  width: good.width,
});

const chooseSign = (inputs: Inputs, weights: Float64Array, labels: Int8Array): 1 | -1 =>
  2 * countHits(inputs, weights, 1, labels) < labels.length ? -1 : 1;

function countHits(inputs: Inputs, weights: Float64Array, sign: 1 | -1, labels: Int8Array): number {
  const good = probeProbabilities(inputs.good, inputs, weights);
  const bad = probeProbabilities(inputs.bad, inputs, weights);
  let hits = 0;
  for (let i = 0; i < labels.length; i++) if (good[i]! > bad[i]! === labels[i]! * sign > 0) hits++;
  return hits;
}

/** Computed per remark, so that the constant difference between the two remarks cannot be what the probe finds. */
function standardisationOf({ data, rows, width }: ActivationMatrix): Standardisation {
  const mean = new Float64Array(width);
  const deviation = new Float64Array(width);
  for (let i = 0; i < rows; i++) for (let j = 0; j < width; j++) mean[j]! += data[i * width + j]! / rows;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < width; j++) deviation[j]! += (data[i * width + j]! - mean[j]!) ** 2 / rows;
  // A feature that is constant up to rounding becomes 0 instead of being scaled up.
  return { mean, deviation: deviation.map((v, j) => (v > 1e-10 * (1 + mean[j]! ** 2) ? Math.sqrt(v) : Infinity)) };
}

function standardise({ data, rows, width }: ActivationMatrix, { mean, deviation }: Standardisation): Float64Array {
  const out = new Float64Array(data.length);
  for (let i = 0, at = 0; i < rows; i++)
    for (let j = 0; j < width; j++, at++) out[at] = (data[at]! - mean[j]!) / deviation[j]!;
  return out;
}

/** Normal weights by the Box-Muller transform, and an offset of 0. */
function normalWeights(width: number, random: Random): Float64Array {
  const weights = Float64Array.from(
    { length: width + 1 },
    () => (Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())) / Math.sqrt(width),
  );
  weights[width] = 0;
  return weights;
}

/** sigmoid(weights . x + offset) per row. */
function probeProbabilities(
  x: Float64Array,
  { rows, width }: Pick<Inputs, 'rows' | 'width'>,
  weights: Float64Array,
): Float64Array {
  const p = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let z = weights[width]!;
    for (let j = 0, at = i * width; j < width; j++) z += weights[j]! * x[at + j]!;
    p[i] = 1 / (1 + Math.exp(-z));
  }
  return p;
}

/** Full-batch AdamW from start weights, which it changes. The loss is that before the last step. */
function minimise(inputs: Inputs, weights: Float64Array): { weights: Float64Array; loss: number } {
  const { good, bad, rows, width } = inputs;
  const [m, v] = [new Float64Array(width + 1), new Float64Array(width + 1)];
  let loss = Infinity;
  for (let step = 1; step <= STEPS; step++) {
    const [p, q] = [probeProbabilities(good, inputs, weights), probeProbabilities(bad, inputs, weights)];
    const gradient = new Float64Array(width + 1);
    loss = 0;
    for (let i = 0; i < rows; i++) {
      const [a, b] = [p[i]!, q[i]!];
      const sum = a + b - 1;
      loss += (sum * sum + Math.min(a, b) ** 2) / rows;
      const toA = ((2 * sum + (a < b ? 2 * a : 0)) * a * (1 - a)) / rows;
      const toB = ((2 * sum + (a < b ? 0 : 2 * b)) * b * (1 - b)) / rows;
      for (let j = 0, at = i * width; j < width; j++) gradient[j]! += toA * good[at + j]! + toB * bad[at + j]!;
      gradient[width]! += toA + toB;
    }
    for (let j = 0; j <= width; j++) {
      m[j] = 0.9 * m[j]! + 0.1 * gradient[j]!;
      v[j] = 0.999 * v[j]! + 0.001 * gradient[j]! ** 2;
      const move = m[j]! / (1 - 0.9 ** step) / (Math.sqrt(v[j]! / (1 - 0.999 ** step)) + 1e-8);
      weights[j]! -= RATE * (move + (j < width ? DECAY * weights[j]! : 0));
    }
  }
  return { weights, loss };
}
