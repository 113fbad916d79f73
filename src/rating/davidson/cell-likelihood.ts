import type { ModelName, ModelPoint } from '../elo/index.js';
import type { PairCells } from './pair-cells.js';

/**
 * Log-likelihood of all games: Σ over cells and outcomes of count · ln P(outcome), see outcome-models.ts; without the
 * multinomial constants. Takes one logarithm for each cell (two in Rao & Kupper's model) and no exponential, because
 * e^(x/2) is a product of one factor for each player.
 */
export function logLikelihood(
  model: ModelName,
  { white, black, wins, draws, losses }: PairCells,
  { lambda, delta, eta }: ModelPoint,
): number {
  const own = lambda.map((value) => Math.exp(value / 2));
  const colour = Math.exp(delta / 2);
  const weight = Math.exp(eta);
  const drawFactor = Math.log(Math.expm1(2 * eta)); // of Rao & Kupper's model
  let sum = 0;
  for (let i = 0; i < white.length; i++) {
    const [w, b] = [white[i]!, black[i]!];
    const q = (own[w]! * colour) / own[b]!; // e^(x/2)
    const [won, drawn, lost] = [wins[i]!, draws[i]!, losses[i]!];
    if (model === 'davidson') {
      sum +=
        ((won - lost) * (lambda[w]! - lambda[b]! + delta)) / 2 - (won + drawn + lost) * Math.log(q + 1 / q + weight);
      // an outcome that did not occur adds 0, also where its logarithm is -Infinity
      if (drawn) sum += drawn * eta;
    } else if (model === 'logistic') {
      sum -= (won + drawn / 2) * Math.log1p(1 / (q * q)) + (lost + drawn / 2) * Math.log1p(q * q);
    } else {
      sum -= (won + drawn) * Math.log1p(weight / (q * q)) + (lost + drawn) * Math.log1p(weight * q * q);
      if (drawn) sum += drawn * drawFactor;
    }
  }
  return sum;
}
