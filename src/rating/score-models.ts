import { eloOfScore, NORMALISED } from './elo.js';

/** P(loss), P(draw), P(win) of one game. */
export type GameLaw = readonly [loss: number, draw: number, win: number];

/**
 * Rao & Kupper (1967) on BayesElo's scale: `elo` above the opponent (colour included), `drawElo` the weight of draws.
 */
export function gameLaw(elo: number, drawElo: number): GameLaw {
  const win = 1 / (1 + 10 ** ((drawElo - elo) / 400));
  const loss = 1 / (1 + 10 ** ((drawElo + elo) / 400));
  return [loss, 1 - win - loss, win];
}

/** The `elo` and `drawElo` that give these probabilities; null where wins or losses are impossible. */
export function bayesEloOf([loss, , win]: GameLaw): { elo: number; drawElo: number } | null {
  if (!(win > 0 && win < 1 && loss > 0 && loss < 1)) return null;
  return {
    elo: 200 * Math.log10((win / loss) * ((1 - loss) / (1 - win))),
    drawElo: 200 * Math.log10(((1 - loss) / loss) * ((1 - win) / win)),
  };
}

/** Logistic Elo of a difference on BayesElo's scale. */
export function logisticOfBayesElo(elo: number, drawElo: number): number {
  const [, draw, win] = gameLaw(elo, drawElo);
  return eloOfScore(win + draw / 2)!;
}

/**
 * What BayesElo multiplies its ratings by before it shows them: the slope of the expected score between equals as a
 * share of the logistic's.
 */
export function bayesEloScale(drawElo: number): number {
  const x = 10 ** (-drawElo / 400);
  return (4 * x) / (1 + x) ** 2;
}

/**
 * Probabilities that the first player makes 0, ½, 1, 1½, 2 points of a pair whose opening favours White by a `bias`
 * (the mean over `biases`, BayesElo's scale): one game with it, one against it.
 */
export function pairLaw(
  elo: number,
  drawElo: number,
  biases: readonly number[],
): [number, number, number, number, number] {
  const law: [number, number, number, number, number] = [0, 0, 0, 0, 0];
  for (const bias of biases) {
    const first = gameLaw(elo + bias, drawElo);
    const second = gameLaw(elo - bias, drawElo);
    first.forEach((p, i) => second.forEach((q, j) => (law[i + j]! += (p * q) / biases.length)));
  }
  return law;
}

/** Weight of draws at which equals without advantage draw this share of games. */
export function drawEloOf(drawRatio: number): number {
  return 400 * Math.log10((1 + drawRatio) / (1 - drawRatio));
}

/** Normalised Elo of a difference: score over standard deviation per game, taken from pairs. */
export function normalizedOfBayesElo(elo: number, drawElo: number, biases: readonly number[]): number {
  const law = pairLaw(elo, drawElo, biases);
  const mean = law.reduce((sum, p, i) => sum + (p * i) / 4, 0);
  const variance = law.reduce((sum, p, i) => sum + p * (i / 4 - mean) ** 2, 0);
  return (NORMALISED * (mean - 0.5)) / Math.sqrt(2 * variance);
}
