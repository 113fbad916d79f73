import { logGamma } from './student.js';

/**
 * Boundaries that a martingale S crosses at any time at all with probability at most alpha, given its intrinsic time V
 * (the sum of conditional variances, or a sub-Gaussian proxy: ¼ for a score in [0, 1]). From mixtures of exponential
 * supermartingales: Howard, Ramdas, McAuliffe & Sekhon, Time-uniform, nonparametric, nonasymptotic confidence
 * sequences, Annals of Statistics 49, 2021.
 */

/** Whether |S| may be that large. */
export interface MixtureBoundary {
  /** Logarithm of the e-value of S at V; an alarm at level alpha is at -ln alpha. */
  logMixture(s: number, v: number): number;
  /** The |S| at which the alarm comes. */
  bound(v: number, alpha: number): number;
}

/** The mixture's precision for which the boundary is about the tightest at intrinsic time `v` and level `alpha`. */
export function bestRho(v: number, alpha: number): number {
  const twice = -2 * Math.log(alpha);
  return v / (twice + Math.log1p(twice));
}

/**
 * Two-sided, for increments that are sub-Gaussian: a normal mixture, with both functions in closed form (Robbins 1970).
 */
export function normalMixture(rho: number): MixtureBoundary {
  return {
    logMixture: (s, v) => (Math.log(rho / (v + rho)) + s ** 2 / (v + rho)) / 2,
    bound: (v, alpha) => Math.sqrt((v + rho) * (Math.log1p(v / rho) - 2 * Math.log(alpha))),
  };
}

/**
 * Two-sided, for increments within [-g, h]: a beta mixture over two-point laws, tighter than the normal one where the
 * range is lopsided. `S` beyond v / g cannot be told apart from it.
 */
export function betaBinomialMixture(rho: number, g: number, h: number): MixtureBoundary {
  const width = g + h;
  const r = Math.max(rho - g * h, 1e-3 * g * h);
  const [down, up] = [r / (g * width), r / (h * width)];
  const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);
  const logMixture = (s: number, v: number): number =>
    (v / (g * h)) * Math.log(width) -
    ((v + h * s) / (h * width)) * Math.log(g) -
    ((v - g * s) / (g * width)) * Math.log(h) +
    logBeta(down + (v - g * s) / (g * width), up + (v + h * s) / (h * width)) -
    logBeta(down, up);
  const bound = (v: number, alpha: number): number => {
    let [low, high] = [0, v / g];
    for (let i = 0; i < 200 && high - low > 1e-12 * high; i++) {
      const middle = (low + high) / 2;
      if (logMixture(middle, v) < -Math.log(alpha)) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  };
  return { logMixture, bound };
}
