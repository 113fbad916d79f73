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

/** ln(1 / (1 + e^-x)) without overflow. */
const logSigmoid = (x: number): number => (x > 0 ? -Math.log1p(Math.exp(-x)) : x - Math.log1p(Math.exp(x)));
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Log-likelihood of so many wins, draws and losses of White. */
export function logLikelihoodOf(model: ModelName, x: number, eta: number, wins: number, draws: number, losses: number): number {
  if (model === 'logistic') return (wins + draws / 2) * logSigmoid(x) + (losses + draws / 2) * logSigmoid(-x);
  if (model === 'bayeselo') return (wins + draws) * logSigmoid(x - eta) + (losses + draws) * logSigmoid(-x - eta) + (draws && draws * Math.log(Math.expm1(2 * eta)));
  const half = x / 2;
  const top = Math.max(Math.abs(half), eta);
  const sum = Math.exp(half - top) + Math.exp(-half - top) + Math.exp(eta - top);
  return (wins - losses) * half + (draws && draws * eta) - (wins + draws + losses) * (top + Math.log(sum));
}

/** P(win), P(draw), P(loss) of White; a draw has no probability of its own in the logistic model (its win is the expected score). */
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
