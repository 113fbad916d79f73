/**
 * Multinomial logistic regression on bags: the mean negative log-likelihood plus penalty / 2 times the squared weights
 * (not those of the bias). It is strictly convex in the weights, so the fit is one point, and where it starts does not
 * matter. Found by L-BFGS (Nocedal & Wright, Numerical Optimization, algorithms 7.4 and 7.5) with a backtracking line
 * search.
 */
import type { Bags } from './bag-of-words.js';

export interface LogisticProblem {
  readonly bags: Bags;
  /** Class of each bag, from 0. */
  readonly labels: Uint8Array;
  readonly features: number;
  readonly classes: number;
  /** Of the weights; above 0. scikit-learn's C is 1 / (penalty x bags). */
  readonly penalty: number;
  /** Largest part of the gradient that is left; 1e-4 where it is not said. */
  readonly tolerance?: number;
}

export interface LogisticFit {
  /** [features + 1][classes], the bias last. */
  readonly weights: Float64Array;
  readonly loss: number;
  readonly iterations: number;
}

const MOST_ITERATIONS = 500;
const REMEMBERED = 10;
/** Largest part of the gradient at which a fit is done; a message's share of the mean is 1 / messages. */
const TOLERANCE = 1e-4;
const SUFFICIENT_DECREASE = 1e-4;
const MOST_HALVINGS = 40;

/** A bag's features weigh 1 / sqrt(their number), so that long messages are not louder than short ones. */
export const featureWeight = (features: number): number => (features === 0 ? 0 : 1 / Math.sqrt(features));

export function fitLogistic(problem: LogisticProblem): LogisticFit {
  const size = (problem.features + 1) * problem.classes;
  let at = new Float64Array(size);
  let gradient = new Float64Array(size);
  let loss = lossAt(problem, at, gradient);
  const pairs: { step: Float64Array; change: Float64Array; inverse: number }[] = [];
  let iterations = 0;
  for (; iterations < MOST_ITERATIONS && largest(gradient) > (problem.tolerance ?? TOLERANCE); iterations++) {
    const direction = descend(gradient, pairs);
    const slope = dot(direction, gradient);
    let length = pairs.length === 0 ? 1 / Math.max(1, Math.sqrt(dot(gradient, gradient))) : 1;
    const next = new Float64Array(size);
    const nextGradient = new Float64Array(size);
    let nextLoss = Infinity;
    for (let halvings = 0; ; halvings++) {
      for (let i = 0; i < size; i++) next[i] = at[i]! + length * direction[i]!;
      nextLoss = lossAt(problem, next, nextGradient);
      if (nextLoss <= loss + SUFFICIENT_DECREASE * length * slope) break;
      if (halvings === MOST_HALVINGS) return { weights: at, loss, iterations }; // as near as rounding lets it come
      length /= 2;
    }
    const step = next.map((value, i) => value - at[i]!);
    const change = nextGradient.map((value, i) => value - gradient[i]!);
    const curvature = dot(step, change);
    if (curvature > 0) {
      pairs.push({ step, change, inverse: 1 / curvature });
      if (pairs.length > REMEMBERED) pairs.shift();
    }
    [at, gradient, loss] = [next, nextGradient, nextLoss];
  }
  return { weights: at, loss, iterations };
}

/** Writes the gradient and returns the loss. */
function lossAt(
  { bags: { starts, columns }, labels, features, classes, penalty }: LogisticProblem,
  weights: Float64Array,
  gradient: Float64Array,
): number {
  const bias = features * classes;
  const share = 1 / labels.length;
  const odds = new Float64Array(classes);
  gradient.fill(0);
  let loss = 0;
  for (let row = 0; row < labels.length; row++) {
    const from = starts[row]!;
    const to = starts[row + 1]!;
    const scale = featureWeight(to - from);
    odds.fill(0);
    for (let i = from; i < to; i++) {
      const column = columns[i]! * classes;
      for (let c = 0; c < classes; c++) odds[c]! += weights[column + c]!;
    }
    for (let c = 0; c < classes; c++) odds[c] = weights[bias + c]! + scale * odds[c]!;
    const own = odds[labels[row]!]!;
    loss += softmax(odds) - own;
    odds[labels[row]!]! -= 1; // now what the log-odds pull at
    for (let c = 0; c < classes; c++) gradient[bias + c]! += share * odds[c]!;
    for (let i = from; i < to; i++) {
      const column = columns[i]! * classes;
      for (let c = 0; c < classes; c++) gradient[column + c]! += share * scale * odds[c]!;
    }
  }
  let squares = 0;
  for (let i = 0; i < bias; i++) {
    squares += weights[i]! ** 2;
    gradient[i]! += penalty * weights[i]!;
  }
  return share * loss + (penalty / 2) * squares;
}

/** Turns log-odds into probabilities, in place, and returns the logarithm of their sum before. */
export function softmax(odds: Float64Array): number {
  let most = -Infinity;
  for (let c = 0; c < odds.length; c++) if (odds[c]! > most) most = odds[c]!;
  let sum = 0;
  for (let c = 0; c < odds.length; c++) sum += odds[c] = Math.exp(odds[c]! - most);
  for (let c = 0; c < odds.length; c++) odds[c]! /= sum;
  return most + Math.log(sum);
}

/** Algorithm 7.4: minus the gradient times what the last steps say of the inverse Hessian. */
function descend(
  gradient: Float64Array,
  pairs: readonly { readonly step: Float64Array; readonly change: Float64Array; readonly inverse: number }[],
): Float64Array {
  const direction = gradient.map((value) => -value);
  const shares = new Array<number>(pairs.length);
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { step, change, inverse } = pairs[k]!;
    shares[k] = inverse * dot(step, direction);
    addScaled(direction, change, -shares[k]!);
  }
  const last = pairs.at(-1);
  if (last) scale(direction, 1 / (last.inverse * dot(last.change, last.change)));
  pairs.forEach(({ step, change, inverse }, k) =>
    addScaled(direction, step, shares[k]! - inverse * dot(change, direction)),
  );
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function addScaled(to: Float64Array, from: Float64Array, by: number): void {
  for (let i = 0; i < to.length; i++) to[i]! += by * from[i]!;
}

function scale(values: Float64Array, by: number): void {
  for (let i = 0; i < values.length; i++) values[i]! *= by;
}

const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
