/**
 * Learning curves as power laws: L(x) = a x^-b + c, where c is the irreducible loss (Hestness et al., arXiv 1712.00409;
 * Kaplan et al., arXiv 2001.08361). Least squares on the losses. For a given b the best a and c solve a linear problem
 * of two unknowns, so only b is searched (variable projection: Golub & Pereyra, SIAM J. Numer. Anal. 10, 1973): on a
 * logarithmic grid, then by golden-section search.
 */
import { randomFromHash, sha256Hex } from '../../spec/keys/index.js';

/** One point of a learning curve. */
export interface CurvePoint {
  /** Data, parameters or compute; above 0. */
  readonly x: number;
  readonly loss: number;
}

/** Parameters of a x^-b + c. */
interface PowerLaw {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** Limits of a 95 % interval. */
interface PredictionBand {
  readonly low: number;
  readonly high: number;
}

/** A fitted curve with its uncertainty. */
export interface CurveFit extends PowerLaw {
  /** Number of points, and of distinct values of x. */
  readonly points: number;
  readonly sizes: number;
  /** Smallest and largest x of the points. */
  readonly from: number;
  readonly to: number;
  /** Residual standard deviation, with n - 3 degrees of freedom; same unit as the losses. */
  readonly spread: number;
  /** 95 % intervals of the bootstrap's fits, parameter by parameter. */
  readonly band: { readonly a: PredictionBand; readonly b: PredictionBand; readonly c: PredictionBand };
  /** The bootstrap's fits, from which bands of the curve are computed. */
  readonly resampled: readonly PowerLaw[];
}

/** The curve at one x with its 95 % band. */
export interface Prediction extends PredictionBand {
  readonly x: number;
  readonly loss: number;
}

/** Three parameters are fitted, so three sizes would always fit exactly. */
const MIN_SIZES = 4;
/** Largest factor by which a prediction may lie beyond the fitted sizes, on either side. */
export const MAX_EXTRAPOLATION = 10;
const RESAMPLES = 400;
/** Range of the exponent. */
const [MIN_B, MAX_B] = [1e-3, 4];
/** Intervals of the grid of exponents. */
const GRID = 80;
/** Steps of the golden-section search. */
const SECTIONS = 24;

/** x^-b for all x at one exponent, with the sums that every fit at it needs; computed once for all resamples. */
interface Powers {
  readonly b: number;
  readonly u: Float64Array;
  readonly sum: number;
  readonly squares: number;
}

/** `scaled` are the x divided by their geometric middle, so that no power overflows. */
function powersOf(scaled: Float64Array, b: number): Powers {
  const u = scaled.map((x) => x ** -b);
  return { b, u, sum: u.reduce((s, v) => s + v, 0), squares: u.reduce((s, v) => s + v * v, 0) };
}

type ScaledFit = PowerLaw & { readonly squaredError: number };

/** Returns the best a and c at this exponent, neither below 0, with the residual sum of squares. */
function fitAtExponent({ b, u, sum, squares }: Powers, losses: Float64Array): ScaledFit {
  const n = losses.length;
  let [total, product] = [0, 0];
  for (let i = 0; i < n; i++) {
    total += losses[i]!;
    product += u[i]! * losses[i]!;
  }
  const determinant = n * squares - sum * sum;
  let a = determinant > 1e-12 * n * squares ? (n * product - sum * total) / determinant : 0;
  let c = (total - a * sum) / n;
  if (a < 0) [a, c] = [0, total / n];
  if (c < 0) [a, c] = [Math.max(0, product / squares), 0];
  let squaredError = 0;
  for (let i = 0; i < n; i++) squaredError += (losses[i]! - a * u[i]! - c) ** 2;
  return { a, b, c, squaredError };
}

/** Exponent at t in [0, 1] of the logarithmic range. */
const exponentAt = (t: number): number => MIN_B * (MAX_B / MIN_B) ** t;

/** Fits any number of loss vectors at the same x. */
class Fitter {
  readonly #scaled: Float64Array;
  readonly #grid: readonly Powers[];

  constructor(
    xs: readonly number[],
    readonly scale: number,
  ) {
    this.#scaled = Float64Array.from(xs, (x) => x / scale);
    this.#grid = Array.from({ length: GRID + 1 }, (_, i) => powersOf(this.#scaled, exponentAt(i / GRID)));
  }

  /** Fits one loss for each x. */
  fit(losses: Float64Array): ScaledFit {
    const errors = this.#grid.map((powers) => fitAtExponent(powers, losses).squaredError);
    const best = errors.indexOf(Math.min(...errors));
    let [low, high] = [Math.max(0, best - 1) / GRID, Math.min(GRID, best + 1) / GRID];
    const fitAt = (t: number): ScaledFit => fitAtExponent(powersOf(this.#scaled, exponentAt(t)), losses);
    const golden = (Math.sqrt(5) - 1) / 2;
    for (let i = 0; i < SECTIONS; i++) {
      const [left, right] = [high - golden * (high - low), low + golden * (high - low)];
      if (fitAt(left).squaredError <= fitAt(right).squaredError) high = right;
      else low = left;
    }
    const { a, b, c, squaredError } = fitAt((low + high) / 2);
    return { a: a * this.scale ** b, b, c, squaredError };
  }
}

/**
 * Fits a power law with a residual bootstrap: residuals, scaled by sqrt(n / (n - 3)) for the three fitted parameters,
 * are resampled onto the curve, which is then refitted (Efron & Tibshirani, An Introduction to the Bootstrap, 9.5). The
 * resampling is seeded by the points, so equal points give equal bands in any order. Throws RangeError for fewer than
 * four distinct sizes, or values that are not numbers above 0.
 */
export function fitPowerLaw(given: readonly CurvePoint[]): CurveFit {
  const points = [...given].sort((p, q) => p.x - q.x || p.loss - q.loss);
  const bad = points.find(({ x, loss }) => !(x > 0 && Number.isFinite(x) && loss > 0 && Number.isFinite(loss)));
  if (bad) throw new RangeError(`a point has x = ${bad.x} and a loss of ${bad.loss}; both must be numbers above 0`);
  const sizes = new Set(points.map(({ x }) => x)).size;
  if (sizes < MIN_SIZES)
    throw new RangeError(`${sizes} different sizes; a curve of three parameters needs ${MIN_SIZES} at least`);
  const [from, to] = [points[0]!.x, points.at(-1)!.x];
  const fitter = new Fitter(
    points.map(({ x }) => x),
    Math.sqrt(from) * Math.sqrt(to),
  );
  const best = fitter.fit(Float64Array.from(points, ({ loss }) => loss));
  const n = points.length;
  const fitted = Float64Array.from(points, ({ x }) => valueAt(best, x));
  const residuals = points.map(({ loss }, i) => (loss - fitted[i]!) * Math.sqrt(n / (n - 3)));
  const random = randomFromHash(sha256Hex(JSON.stringify(points.map(({ x, loss }) => [x, loss]))));
  const resampled = Array.from({ length: RESAMPLES }, (): PowerLaw => {
    const { a, b, c } = fitter.fit(fitted.map((loss) => loss + residuals[random.below(n)]!));
    return { a, b, c };
  });
  const band = (parameter: keyof PowerLaw): PredictionBand => middle95(resampled.map((fit) => fit[parameter]));
  const { a, b, c } = best;
  return {
    a,
    b,
    c,
    points: n,
    sizes,
    from,
    to,
    spread: Math.sqrt(best.squaredError / (n - 3)),
    band: { a: band('a'), b: band('b'), c: band('c') },
    resampled,
  };
}

/** The curve's loss at x. */
const valueAt = ({ a, b, c }: PowerLaw, x: number): number => a * x ** -b + c;

/**
 * Predicts the loss at x with the 95 % band of the bootstrap's curves. Throws RangeError if x is more than
 * `MAX_EXTRAPOLATION` times beyond the fitted sizes.
 */
export function predictLoss(fit: CurveFit, x: number): Prediction {
  if (!(x > 0) || x > MAX_EXTRAPOLATION * fit.to || x < fit.from / MAX_EXTRAPOLATION)
    throw new RangeError(
      `${x} lies more than ${MAX_EXTRAPOLATION} times beyond the sizes seen, ${fit.from} to ${fit.to}: ` +
        `a power law seen over ${rounded(fit.to / fit.from)} times is not followed that far`,
    );
  return { x, loss: valueAt(fit, x), ...middle95(fit.resampled.map((one) => valueAt(one, x))) };
}

const rounded = (value: number): string => String(Number(value.toPrecision(2)));

/** The 2.5 % and 97.5 % quantiles. */
function middle95(values: readonly number[]): PredictionBand {
  const sorted = [...values].sort((p, q) => p - q);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(share * (sorted.length - 1))))]!;
  return { low: at(0.025), high: at(0.975) };
}
