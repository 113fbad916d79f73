/**
 * The three models of a game, by
 *   x = strength of White - strength of Black + White's advantage   and   η = the weight of draws (natural logarithms).
 * All three are log-concave in both, so a maximum is the maximum.
 *
 *   davidson   Davidson (1970), see davidson-model.ts; η may be -Infinity: no draws.
 *   logistic   Bradley & Terry (1952) with a draw as half a win and half a loss: the model of Ordo. η plays no part.
 *   bayeselo   Rao & Kupper (1967), η > 0: the model of BayesElo. P(draw) = (e^2η - 1) P(win) P(loss).
 */
export type ModelName = 'davidson' | 'logistic' | 'bayeselo';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * P(win), P(draw), P(loss) of White; a draw has no probability of its own in the logistic model (its win is the
 * expected score).
 */
export function lawOf(model: ModelName, x: number, eta: number): readonly [win: number, draw: number, loss: number] {
  if (model === 'logistic') return [sigmoid(x), 0, sigmoid(-x)];
  if (model === 'bayeselo') {
    const [win, loss] = [sigmoid(x - eta), sigmoid(-x - eta)];
    return [win, Math.max(0, 1 - win - loss), loss];
  }
  const top = Math.max(Math.abs(x / 2), eta);
  const [a, b, c] = [Math.exp(x / 2 - top), Math.exp(-x / 2 - top), Math.exp(eta - top)];
  return [a / (a + b + c), c / (a + b + c), b / (a + b + c)];
}
