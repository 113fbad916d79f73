/**
 * The three models of a game, each as the log-likelihood of a cell and its derivatives by
 *   x = strength of White - strength of Black + White's advantage   and   η = the weight of draws (natural logarithms).
 * All three are concave in both, so a maximum is the maximum.
 */
export type ModelName = 'davidson' | 'logistic' | 'bayeselo';

/** Written over for every cell, because there may be a million. `h` are second derivatives of the negative. */
export interface CellTerms {
  value: number;
  gx: number;
  ge: number;
  hxx: number;
  hxe: number;
  hee: number;
}

export type OutcomeModel = (x: number, eta: number, wins: number, draws: number, losses: number, out: CellTerms) => void;

/** ln(1 / (1 + e^-x)) without overflow. */
const logSigmoid = (x: number): number => (x > 0 ? -Math.log1p(Math.exp(-x)) : x - Math.log1p(Math.exp(x)));
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Davidson (1970): see davidson-model.ts. η may be -Infinity: no draws. */
const davidson: OutcomeModel = (x, eta, wins, draws, losses, out) => {
  const n = wins + draws + losses;
  const half = x / 2;
  const top = Math.max(Math.abs(half), eta);
  const a = Math.exp(half - top);
  const b = Math.exp(-half - top);
  const c = Math.exp(eta - top);
  const sum = a + b + c;
  const win = a / sum;
  const loss = b / sum;
  const draw = c / sum;
  out.value = (wins - losses) * half + (draws && draws * eta) - n * (top + Math.log(sum));
  out.gx = wins * (loss + draw / 2) + (draws * (loss - win)) / 2 - losses * (win + draw / 2);
  out.ge = draws * (win + loss) - (wins + losses) * draw;
  out.hxx = n * (win * loss + (draw * (win + loss)) / 4);
  out.hxe = (n * draw * (loss - win)) / 2;
  out.hee = n * draw * (win + loss);
};

/** Bradley & Terry (1952) with a draw as half a win and half a loss: the model of Ordo. η plays no part. */
const logistic: OutcomeModel = (x, _eta, wins, draws, losses, out) => {
  const won = wins + draws / 2;
  const lost = losses + draws / 2;
  const p = sigmoid(x);
  const q = sigmoid(-x);
  out.value = won * logSigmoid(x) + lost * logSigmoid(-x);
  out.gx = won * q - lost * p;
  out.hxx = (won + lost) * p * q;
  out.ge = out.hxe = out.hee = 0;
};

/** Rao & Kupper (1967), η > 0: the model of BayesElo. P(draw) = (e^2η - 1) P(win) P(loss). */
const bayeselo: OutcomeModel = (x, eta, wins, draws, losses, out) => {
  const notWin = sigmoid(eta - x);
  const notLoss = sigmoid(eta + x);
  const a = (wins + draws) * notWin;
  const b = (losses + draws) * notLoss;
  const aa = a * sigmoid(x - eta);
  const bb = b * sigmoid(-x - eta);
  const weight = Math.expm1(2 * eta);
  out.value = (wins + draws) * logSigmoid(x - eta) + (losses + draws) * logSigmoid(-x - eta) + (draws && draws * (weight > 0 ? Math.log(weight) : -Infinity));
  out.gx = a - b;
  out.ge = -a - b + draws * 2 * (1 + 1 / weight);
  out.hxx = aa + bb;
  out.hxe = bb - aa;
  out.hee = aa + bb + draws * 4 * (1 + 1 / weight) / weight;
};

export const OUTCOME_MODELS: Readonly<Record<ModelName, OutcomeModel>> = { davidson, logistic, bayeselo };

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
