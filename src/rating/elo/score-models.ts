import { ELO_PER_LOG, eloOfScore } from './elo.js';
import { outcomeDistribution } from './outcome-models.js';

/**
 * The difference and the weight of draws on BayesElo's scale (Rao & Kupper's model, Elo units) that give these
 * probabilities of a game: the inverse of outcomeDistribution('bayeselo'), as fishtest's `proba_to_bayeselo`. Returns
 * null if wins or losses are impossible.
 */
export function bayesEloOf({ win, loss }: { readonly win: number; readonly loss: number }): {
  elo: number;
  drawElo: number;
} | null {
  if (!(win > 0 && win < 1 && loss > 0 && loss < 1)) return null;
  return {
    elo: 200 * Math.log10((win / loss) * ((1 - loss) / (1 - win))),
    drawElo: 200 * Math.log10(((1 - loss) / loss) * ((1 - win) / win)),
  };
}

/** Logistic Elo of a difference on BayesElo's scale: the one with the same expected score. */
export function logisticOfBayesElo(elo: number, drawElo: number): number {
  const [win, draw] = outcomeDistribution('bayeselo', elo / ELO_PER_LOG, drawElo / ELO_PER_LOG);
  return eloOfScore(win + draw / 2)!;
}

/**
 * The factor by which BayesElo multiplies its ratings for display: 4 x / (1 + x)², x = 10^(-drawElo / 400),
 * the slope of the expected score between equals as a share of the logistic model's (BayesElo, CEloRatingCUI.cpp).
 */
export function bayesEloScale(drawElo: number): number {
  const x = 10 ** (-drawElo / 400);
  return (4 * x) / (1 + x) ** 2;
}
