/**
 * Multinomial logistic regression on bags: minimises the mean negative log-likelihood plus penalty / 2 times the
 * squared weights (bias excluded). The objective is strictly convex in the weights, so the fit is unique and does not
 * depend on the starting point. Minimised by L-BFGS (Nocedal & Wright, Numerical Optimization, algorithms 7.4 and 7.5)
 * with a backtracking line search.
 */
import type { Bags } from './bag-of-words.js';

/** What is fitted. */
export interface LogisticProblem {
  readonly bags: Bags;
  /** Class of each bag, from 0. */
  readonly labels: Uint8Array;
  /** Number of features, and of classes. */
  readonly features: number;
  readonly classes: number;
  /** Penalty of the weights, above 0. scikit-learn's C is 1 / (penalty x bags). */
  readonly penalty: number;
  /** Largest absolute component of the gradient at which the fit stops; 1e-4 by default. */
  readonly tolerance?: number;
}

/** The fitted weights. */
export interface LogisticFit {
  /** [features + 1][classes], the bias last. */
  readonly weights: Float64Array;
  /** The objective, penalty included. */
  readonly loss: number;
  readonly iterations: number;
}

const MAX_ITERATIONS = 500;
/** Correction pairs that L-BFGS keeps. */
const HISTORY = 10;
/** Default of `tolerance`; one message's share of the mean is 1 / messages. */
const TOLERANCE = 1e-4;
/** Constant of the Armijo condition. */
const SUFFICIENT_DECREASE = 1e-4;
const MAX_HALVINGS = 40;

/** Weight of each feature of a bag, 1 / sqrt(number of features), so that long messages do not dominate short ones. */
export const featureWeight = (features: number): number => (features === 0 ? 0 : 1 / Math.sqrt(features));

/** Fits the weights, starting at 0. */
export function fitLogistic(problem: LogisticProblem): LogisticFit {
  const size = (problem.features + 1) * problem.classes;
  let at = new Float64Array(size);
  let gradient = new Float64Array(size);
  let loss = lossAt(problem, at, gradient);
  const pairs: { step: Float64Array; change: Float64Array; inverse: number }[] = [];
  let iterations = 0;
  for (; iterations < MAX_ITERATIONS && maxNorm(gradient) > (problem.tolerance ?? TOLERANCE); iterations++) {
    const direction = descentDirection(gradient, pairs);
    const slope = dot(direction, gradient);
    let length = pairs.length === 0 ? 1 / Math.max(1, Math.sqrt(dot(gradient, gradient))) : 1;
    const next = new Float64Array(size);
    const nextGradient = new Float64Array(size);
    let nextLoss = Infinity;
    for (let halvings = 0; ; halvings++) {
      for (let i = 0; i < size; i++) next[i] = at[i]! + length * direction[i]!;
      nextLoss = lossAt(problem, next, nextGradient);
      if (nextLoss <= loss + SUFFICIENT_DECREASE * length * slope) break;
      if (halvings === MAX_HALVINGS) return { weights: at, loss, iterations }; // no further decrease within rounding
      length /= 2;
    }
    const step = next.map((value, i) => value - at[i]!);
    const change = nextGradient.map((value, i) => value - gradient[i]!);
    const curvature = dot(step, change);
    if (curvature > 0) {
      pairs.push({ step, change, inverse: 1 / curvature });
      if (pairs.length > HISTORY) pairs.shift();
    }
    [at, gradient, loss] = [next, nextGradient, nextLoss];
  }
  return { weights: at, loss, iterations };
}

/** Returns the objective and writes its gradient to `gradient`. */
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
    odds[labels[row]!]! -= 1; // now the gradient with respect to the log-odds
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

/** Converts log-odds to probabilities in place; returns the logarithm of the sum of their exponentials. */
export function softmax(odds: Float64Array): number {
  let maximum = -Infinity;
  for (let c = 0; c < odds.length; c++) if (odds[c]! > maximum) maximum = odds[c]!;
  let sum = 0;
  for (let c = 0; c < odds.length; c++) sum += odds[c] = Math.exp(odds[c]! - maximum);
  for (let c = 0; c < odds.length; c++) odds[c]! /= sum;
  return maximum + Math.log(sum);
}

/** The L-BFGS direction (algorithm 7.4): minus the approximate inverse Hessian times the gradient. */
function descentDirection(
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

const maxNorm = (values: Float64Array): number =>
  values.reduce((maximum, value) => Math.max(maximum, Math.abs(value)), 0);
