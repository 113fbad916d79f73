import type { Parameters } from './cell-derivatives.js';
import type { ModelName } from './outcome-models.js';
import type { PairCells } from './pair-cells.js';

/**
 * Log-likelihood of all games. One logarithm a cell (two for Rao & Kupper's model) and no exponential: of q² = e^x only
 * the halves of the two players are needed.
 */
export function logLikelihoodOf(
  model: ModelName,
  { players: n, white, black, wins, draws, losses }: PairCells,
  at: Parameters,
): number {
  const own = at.map((value) => Math.exp(value / 2));
  const eta = at[n + 1]!;
  const weight = Math.exp(eta);
  const freeDraw = Math.log(Math.expm1(2 * eta)); // of Rao & Kupper's model
  let sum = 0;
  for (let i = 0; i < white.length; i++) {
    const [w, b] = [white[i]!, black[i]!];
    const q = (own[w]! * own[n]!) / own[b]!;
    const [won, drawn, lost] = [wins[i]!, draws[i]!, losses[i]!];
    if (model === 'davidson') {
      sum += ((won - lost) * (at[w]! - at[b]! + at[n]!)) / 2 - (won + drawn + lost) * Math.log(q + 1 / q + weight);
      // an outcome that never happened adds nothing, also where its logarithm is -Infinity
      if (drawn) sum += drawn * eta;
    } else if (model === 'logistic') {
      sum -= (won + drawn / 2) * Math.log1p(1 / (q * q)) + (lost + drawn / 2) * Math.log1p(q * q);
    } else {
      sum -= (won + drawn) * Math.log1p(weight / (q * q)) + (lost + drawn) * Math.log1p(weight * q * q);
      if (drawn) sum += drawn * freeDraw;
    }
  }
  return sum;
}
