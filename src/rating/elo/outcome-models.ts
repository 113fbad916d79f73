/**
 * The three models of a game's outcome, in terms of
 *   x = strength of White - strength of Black + White's advantage   and   η, the weight of draws (natural logarithms).
 * The likelihood of each is log-concave in x and η, so a local maximum is the global one.
 *
 *   davidson   Davidson (JASA 65, 1970) with an order effect (Davidson & Beaver, Biometrics 33, 1977):
 *              P(win) : P(draw) : P(loss) = e^(x/2) : e^η : e^(-x/2). η = ln ν; -Infinity without draws.
 *   logistic   Bradley & Terry (Biometrika 39, 1952), a draw as half a win and half a loss: Ordo's model. Without η.
 *   bayeselo   Rao & Kupper (JASA 62, 1967), η > 0: BayesElo's model. P(win) = 1 / (1 + e^(η - x)), P(loss) =
 *              1 / (1 + e^(η + x)), hence P(draw) = (e^2η - 1) P(win) P(loss).
 */
export type ModelName = 'davidson' | 'logistic' | 'bayeselo';

/** A point in the models' parameter space, in natural logarithms. */
export interface ModelPoint {
  /** Strength by player. */
  readonly lambda: Float64Array;
  /** White's advantage. */
  readonly delta: number;
  /** Weight of draws, see ModelName. */
  readonly eta: number;
}

/** Probabilities of one game's outcome, from White's side; they sum to 1. */
interface OutcomeProbabilities {
  readonly win: number;
  readonly draw: number;
  readonly loss: number;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * Probabilities of White's win, draw and loss. The logistic model has no draws: its win is the expected score. Does not
 * overflow.
 */
export function outcomeDistribution(
  model: ModelName,
  x: number,
  eta: number,
): readonly [win: number, draw: number, loss: number] {
  if (model === 'logistic') return [sigmoid(x), 0, sigmoid(-x)];
  if (model === 'bayeselo') {
    const [win, loss] = [sigmoid(x - eta), sigmoid(-x - eta)];
    return [win, Math.max(0, 1 - win - loss), loss];
  }
  const top = Math.max(Math.abs(x / 2), eta);
  const [a, b, c] = [Math.exp(x / 2 - top), Math.exp(-x / 2 - top), Math.exp(eta - top)];
  return [a / (a + b + c), c / (a + b + c), b / (a + b + c)];
}

/** Davidson's probabilities for White stronger by `difference`, White's advantage `delta` and ln ν = `eta`. */
export function outcomeProbabilities(difference: number, delta: number, eta: number): OutcomeProbabilities {
  const [win, draw, loss] = outcomeDistribution('davidson', difference + delta, eta);
  return { win, draw, loss };
}

/** Mean and variance of White's points in one game, free of cancellation. */
export function momentsOf({ win, draw, loss }: OutcomeProbabilities): { points: number; variance: number } {
  return { points: win + draw / 2, variance: win * loss + (draw * (win + loss)) / 4 };
}
