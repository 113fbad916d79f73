/**
 * Learning curves as power laws: L(x) = a x^-b + c, with c what no amount of x takes away (Hestness et al., arXiv
 * 1712.00409; Kaplan et al., arXiv 2001.08361). Least squares on the losses. For a given b the best a and c solve a
 * linear problem of two unknowns, so that only b is searched (variable projection: Golub & Pereyra, SIAM J. Numer.
 * Anal. 10, 1973): on a grid of logarithms, then by golden sections.
 */
import { randomFromHash, sha256Hex } from '../../spec/index.js';

export interface CurvePoint {
  /** Data, parameters or compute; above 0. */
  readonly x: number;
  readonly loss: number;
}

export interface PowerLaw {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

export interface PredictionBand {
  readonly low: number;
  readonly high: number;
}

export interface CurveFit extends PowerLaw {
  readonly points: number;
  /** Different values of x. */
  readonly sizes: number;
  /** Smallest and largest x that were seen. */
  readonly from: number;
  readonly to: number;
  /** Root of the residuals' mean square, with three degrees of freedom taken. */
  readonly spread: number;
  /** 95 % of the bootstrap's fits, parameter by parameter. */
  readonly band: { readonly a: PredictionBand; readonly b: PredictionBand; readonly c: PredictionBand };
  /** The bootstrap's fits, for bands of the curve. */
  readonly resampled: readonly PowerLaw[];
}

export interface Prediction extends PredictionBand {
  readonly x: number;
  readonly loss: number;
}

/** Three numbers are fitted, so three sizes would always fit. */
export const MIN_SIZES = 4;
/** The curve is not followed further than this factor beyond what was seen, on either side. */
export const MAX_EXTRAPOLATION = 10;
const RESAMPLES = 400;
const [LEAST_B, MOST_B] = [1e-3, 4];
const GRID = 80;
const SECTIONS = 24;

/** The powers of all x at one exponent, with the sums that every fit at it needs; made once for all resamples. */
interface Powers {
  readonly b: number;
  readonly u: Float64Array;
  readonly sum: number;
  readonly squares: number;
}

/** `scaled` x have their middle at 1, so that no power overflows. */
function powersOf(scaled: Float64Array, b: number): Powers {
  const u = scaled.map((x) => x ** -b);
  return { b, u, sum: u.reduce((s, v) => s + v, 0), squares: u.reduce((s, v) => s + v * v, 0) };
}

type ScaledFit = PowerLaw & { readonly left: number };

/** Best a and c at this exponent, neither below 0, with the sum of squares that they leave. */
function atPowers({ b, u, sum, squares }: Powers, losses: Float64Array): ScaledFit {
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
  let left = 0;
  for (let i = 0; i < n; i++) left += (losses[i]! - a * u[i]! - c) ** 2;
  return { a, b, c, left };
}

const exponentAt = (t: number): number => LEAST_B * (MOST_B / LEAST_B) ** t;

/** Fits losses at the same x again and again. */
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

  fit(losses: Float64Array): ScaledFit {
    const found = this.#grid.map((powers) => atPowers(powers, losses).left);
    const best = found.indexOf(Math.min(...found));
    let [low, high] = [Math.max(0, best - 1) / GRID, Math.min(GRID, best + 1) / GRID];
    const of = (t: number): ScaledFit => atPowers(powersOf(this.#scaled, exponentAt(t)), losses);
    const golden = (Math.sqrt(5) - 1) / 2;
    for (let i = 0; i < SECTIONS; i++) {
      const [left, right] = [high - golden * (high - low), low + golden * (high - low)];
      if (of(left).left <= of(right).left) high = right;
      else low = left;
    }
    const { a, b, c, left } = of((low + high) / 2);
    return { a: a * this.scale ** b, b, c, left };
  }
}

/**
 * The fit with its bootstrap: residuals, widened by root of n / (n - 3) for the three numbers that were fitted, are
 * drawn anew onto the curve and it is fitted again (Efron & Tibshirani, An Introduction to the Bootstrap, 9.5). Draws
 * are seeded by the points, so equal points give equal bands, and their order changes nothing. Throws RangeError for
 * points that are no curve: fewer than four different sizes, or values that are no numbers above 0.
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
  const band = (of: keyof PowerLaw): PredictionBand => middle(resampled.map((fit) => fit[of]));
  const { a, b, c } = best;
  return {
    a,
    b,
    c,
    points: n,
    sizes,
    from,
    to,
    spread: Math.sqrt(best.left / (n - 3)),
    band: { a: band('a'), b: band('b'), c: band('c') },
    resampled,
  };
}

export const valueAt = ({ a, b, c }: PowerLaw, x: number): number => a * x ** -b + c;

/**
 * The curve at x with the 95 % band of the bootstrap's curves there. Throws RangeError further than ten times beyond
 * the sizes that were seen.
 */
export function predictLoss(fit: CurveFit, x: number): Prediction {
  if (!(x > 0) || x > MAX_EXTRAPOLATION * fit.to || x < fit.from / MAX_EXTRAPOLATION)
    throw new RangeError(
      `${x} lies more than ${MAX_EXTRAPOLATION} times beyond the sizes seen, ${fit.from} to ${fit.to}: a power law seen over ${rounded(fit.to / fit.from)} times is not followed that far`,
    );
  return { x, loss: valueAt(fit, x), ...middle(fit.resampled.map((one) => valueAt(one, x))) };
}

const rounded = (value: number): string => String(Number(value.toPrecision(2)));

/** The middle 95 % of values. */
function middle(values: readonly number[]): PredictionBand {
  const sorted = [...values].sort((p, q) => p - q);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(share * (sorted.length - 1))))]!;
  return { low: at(0.025), high: at(0.975) };
}
