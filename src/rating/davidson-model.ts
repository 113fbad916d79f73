/**
 * Davidson's model with White's advantage (Davidson 1970; Davidson & Beaver 1977). Of two players with log-strengths a
 * (White) and b,
 *   White wins  ∝ exp(a + δ)      Black wins  ∝ exp(b)      draw  ∝ exp(η + (a + b + δ) / 2)
 * with δ the log of White's advantage and η = ln ν the weight of draws. Log-linear, so its log-likelihood is concave.
 */
export interface OutcomeProbabilities {
  readonly win: number;
  readonly draw: number;
  readonly loss: number;
}

/** Probabilities seen from White, of `difference` = a - b. Never overflows; η may be -Infinity (no draws). */
export function outcomeProbabilities(difference: number, delta: number, eta: number): OutcomeProbabilities {
  const half = (difference + delta) / 2; // centred: win ∝ e^half, loss ∝ e^-half, draw ∝ e^η
  const top = Math.max(Math.abs(half), eta);
  const win = Math.exp(half - top);
  const loss = Math.exp(-half - top);
  const draw = Math.exp(eta - top);
  const sum = win + draw + loss;
  return { win: win / sum, draw: draw / sum, loss: loss / sum };
}

/** Natural logarithms of the three probabilities, exact in the tails too. */
export function logOutcomeProbabilities(difference: number, delta: number, eta: number): OutcomeProbabilities {
  const half = (difference + delta) / 2;
  const top = Math.max(Math.abs(half), eta);
  const log = top + Math.log(Math.exp(half - top) + Math.exp(-half - top) + Math.exp(eta - top));
  return { win: half - log, draw: eta - log, loss: -half - log };
}

/** Mean and variance of White's points, P(draw), and their covariance: all that the derivatives need. */
export function momentsOf({ win, draw, loss }: OutcomeProbabilities): {
  points: number;
  variance: number;
  covariance: number;
} {
  const points = win + draw / 2;
  // Σ p (u - points)², written without cancellation
  const variance = win * loss + (draw * (win + loss)) / 4;
  const covariance = (draw * (loss - win)) / 2; // E[u·d] - E[u] E[d] = draw (1/2 - points)
  return { points, variance, covariance };
}
