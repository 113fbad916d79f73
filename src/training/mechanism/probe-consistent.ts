/**
 * Contrast-consistent search (Burns et al., "Discovering latent knowledge in language models without supervision",
 * arXiv 2212.03827): each reply is read twice, once with a remark that it is good and once with a remark that it is
 * bad, and a probe is sought whose two answers add up to one and are not both one half. No label has a part in it.
 * Which end is "good" no such probe can know: that single bit is taken from the labels of the rows it was found on,
 * never from those it is judged on.
 */
import type { Random } from '../../spec/index.js';
import type { ActivationMatrix } from './probe-activations.js';

/** Row i of both belongs to the same reply. */
export interface ContrastPairs {
  readonly good: ActivationMatrix;
  readonly bad: ActivationMatrix;
}

/**
 * The authors': best of ten starts, Adam at 0.01, weight decay 0.01; 500 of their 1,000 steps are enough for some
 * hundred inputs.
 */
const STARTS = 10;
const STEPS = 500;
const RATE = 0.01;
const DECAY = 0.01;

export interface ConsistentProbe {
  readonly scales: { readonly good: Standardisation; readonly bad: Standardisation };
  /** W weights, then the offset. */
  readonly weights: Float64Array;
  /** 1, or -1 where it answers "bad". */
  readonly sign: 1 | -1;
  /** Consistency and confidence, 0 at best; the best that one answer for everything can do is 0.2, at p = 0.4. */
  readonly loss: number;
}

interface Standardisation {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/** `labels`, 1 or -1 by pair, decide the sign alone. */
export function fitConsistent(pairs: ContrastPairs, labels: Int8Array, random: Random): ConsistentProbe {
  const scales = { good: standardisationOf(pairs.good), bad: standardisationOf(pairs.bad) };
  const inputs = standardisePairs(pairs, scales);
  let best: { weights: Float64Array; loss: number } | undefined;
  for (let start = 0; start < STARTS; start++) {
    const found = minimise(inputs, normalWeights(pairs.good.width, random));
    if (best === undefined || found.loss < best.loss) best = found;
  }
  return { scales, ...best!, sign: chooseSign(inputs, best!.weights, labels) };
}

/** Pairs whose label the probe says: (p(good) + 1 - p(bad)) / 2 above one half. */
export const consistentHits = (
  { scales, weights, sign }: ConsistentProbe,
  pairs: ContrastPairs,
  labels: Int8Array,
): number => countHits(standardisePairs(pairs, scales), weights, sign, labels);

/**
 * What probes drawn at random in the same space hit among `held`, their signs chosen on `pairs` in the same way: what
 * the search is to beat.
 */
export function randomHits(
  { scales }: ConsistentProbe,
  pairs: ContrastPairs,
  labels: Int8Array,
  held: ContrastPairs,
  heldLabels: Int8Array,
  times: number,
  random: Random,
): number[] {
  const [inputs, judged] = [standardisePairs(pairs, scales), standardisePairs(held, scales)];
  return Array.from({ length: times }, () => {
    const weights = normalWeights(pairs.good.width, random);
    return countHits(judged, weights, chooseSign(inputs, weights, labels), heldLabels);
  });
}

/** Both sides of the pairs, each on its own scale; `rows` x `width`. */
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
  const [ofGood, ofBad] = [
    probeProbabilities(inputs.good, inputs, weights),
    probeProbabilities(inputs.bad, inputs, weights),
  ];
  let hits = 0;
  for (let i = 0; i < labels.length; i++) if (ofGood[i]! > ofBad[i]! === labels[i]! * sign > 0) hits++;
  return hits;
}

/** Each remark's own mean and deviation: what tells the two remarks apart must not be what the probe finds. */
function standardisationOf({ data, rows, width }: ActivationMatrix): Standardisation {
  const mean = new Float64Array(width);
  const deviation = new Float64Array(width);
  for (let i = 0; i < rows; i++) for (let j = 0; j < width; j++) mean[j]! += data[i * width + j]! / rows;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < width; j++) deviation[j]! += (data[i * width + j]! - mean[j]!) ** 2 / rows;
  // A feature that is constant but for rounding is left at nothing, not blown up.
  return { mean, deviation: deviation.map((v, j) => (v > 1e-10 * (1 + mean[j]! ** 2) ? Math.sqrt(v) : Infinity)) };
}

function standardise({ data, rows, width }: ActivationMatrix, { mean, deviation }: Standardisation): Float64Array {
  const out = new Float64Array(data.length);
  for (let i = 0, at = 0; i < rows; i++)
    for (let j = 0; j < width; j++, at++) out[at] = (data[at]! - mean[j]!) / deviation[j]!;
  return out;
}

function normalWeights(width: number, random: Random): Float64Array {
  const weights = Float64Array.from(
    { length: width + 1 },
    () => (Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())) / Math.sqrt(width),
  );
  weights[width] = 0;
  return weights;
}

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

/** Full-batch AdamW from a start; the loss is the last step's. */
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
