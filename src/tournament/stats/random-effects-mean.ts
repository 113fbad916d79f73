import { studentQuantile } from '../../rating/numerics/index.js';

/** The mean of true effects that differ, estimated from effects with known error variances. */
interface RandomEffectsMean {
  readonly mean: number;
  readonly standardError: number;
  /** Degrees of freedom of Student's t. */
  readonly df: number;
  readonly low: number;
  readonly high: number;
  /** Standard deviation of the true effects. */
  readonly tau: number;
}

/** Points of the first search of tau. */
const GRID = 200;

const weightedMean = (effects: readonly number[], weights: readonly number[]): { mean: number; total: number } => {
  const total = weights.reduce((sum, w) => sum + w, 0);
  return { mean: weights.reduce((sum, w, i) => sum + w * effects[i]!, 0) / total, total };
};

/**
 * Mean of a random-effects model with the variance of the true effects by restricted maximum likelihood and Knapp and
 * Hartung's t interval (Stat. Med. 22, 2003): standard error² = Σ w (d - mean)² / ((n - 1) Σ w), w = 1 / (v + tau²),
 * n - 1 degrees of freedom. It is never taken below 1 / Σ w, the model's own, which matters where few effects agree
 * by chance (Röver, Knapp & Friede, BMC Med. Res. Methodol. 15, 2015). Changing all signs mirrors the result exactly.
 * Returns null for fewer than two effects. Throws RangeError for a variance that is not positive.
 */
export function randomEffectsMean(
  effects: readonly number[],
  variances: readonly number[],
  confidence: number,
): RandomEffectsMean | null {
  const n = effects.length;
  if (variances.length !== n || variances.some((v) => !(v > 0))) throw new RangeError('every effect needs a variance');
  if (n < 2) return null;
  const tau = restrictedTau(effects, variances);
  const weights = variances.map((v) => 1 / (v + tau * tau));
  const { mean, total } = weightedMean(effects, weights);
  const squares = weights.reduce((sum, w, i) => sum + w * (effects[i]! - mean) ** 2, 0);
  const standardError = Math.sqrt(Math.max(1, squares / (n - 1)) / total);
  const half = studentQuantile((1 + confidence) / 2, n - 1) * standardError;
  return { mean: mean + 0, standardError, df: n - 1, low: mean - half, high: mean + half, tau };
}

/** The tau with the largest restricted likelihood: a grid, then golden sections beside its best point. */
function restrictedTau(effects: readonly number[], variances: readonly number[]): number {
  const logLikelihood = (tau: number): number => {
    const weights = variances.map((v) => 1 / (v + tau * tau));
    const { mean, total } = weightedMean(effects, weights);
    return weights.reduce((sum, w, i) => sum + (Math.log(w) - w * (effects[i]! - mean) ** 2) / 2, -Math.log(total) / 2);
  };
  const step = (2 * (Math.max(...effects) - Math.min(...effects))) / GRID;
  if (step === 0) return 0;
  let best = 0;
  for (let k = 1; k <= GRID; k++) if (logLikelihood(k * step) > logLikelihood(best * step)) best = k;
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.max(0, best - 1) * step, (best + 1) * step];
  while (high - low > 1e-9 * step) {
    const [a, b] = [high - golden * (high - low), low + golden * (high - low)];
    if (logLikelihood(a) >= logLikelihood(b)) high = b;
    else low = a;
  }
  const found = (low + high) / 2;
  return logLikelihood(0) >= logLikelihood(found) ? 0 : found;
}
