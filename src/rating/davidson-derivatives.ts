import { type Cell, gamesIn } from './cells.js';
import { logOutcomeProbabilities, momentsOf, outcomeProbabilities } from './davidson-model.js';

/** Where the model stands. */
export interface DavidsonPoint {
  /** Log-strength by player. */
  readonly lambda: Float64Array;
  /** Log of White's advantage. */
  readonly delta: number;
  /** ln ν, the weight of draws. */
  readonly eta: number;
}

/** The order of the fitted parameters: rated players, then δ, then η; -1 for what is not fitted. */
export interface Layout {
  readonly place: Int32Array;
  readonly size: number;
  readonly deltaAt: number;
  readonly etaAt: number;
}

export function logLikelihood(cells: readonly Cell[], { lambda, delta, eta }: DavidsonPoint): number {
  let sum = 0;
  for (const { white, black, whiteWins, draws, blackWins } of cells) {
    const log = logOutcomeProbabilities(lambda[white]! - lambda[black]!, delta, eta);
    // an outcome that never happened adds nothing, also where its logarithm is -Infinity
    sum += (whiteWins && whiteWins * log.win) + (draws && draws * log.draw) + (blackWins && blackWins * log.loss);
  }
  return sum;
}

/**
 * Gradient of the log-likelihood (observed minus expected points and draws) and Hessian of its negative (their
 * covariance).
 */
export function derivatives(
  cells: readonly Cell[],
  point: DavidsonPoint,
  layout: Layout,
): { gradient: Float64Array; hessian: Float64Array } {
  const { place, size, deltaAt, etaAt } = layout;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const climb = (i: number, value: number): void => {
    if (i >= 0) gradient[i]! += value;
  };
  const curve = (i: number, j: number, value: number): void => {
    if (i < 0 || j < 0) return;
    hessian[i * size + j]! += value;
    if (i !== j) hessian[j * size + i]! += value;
  };
  for (const cell of cells) {
    const n = gamesIn(cell);
    const probabilities = outcomeProbabilities(
      point.lambda[cell.white]! - point.lambda[cell.black]!,
      point.delta,
      point.eta,
    );
    const { win, draw, loss } = probabilities;
    const { variance, covariance } = momentsOf(probabilities);
    // observed minus expected, written so that nothing cancels within a cell: otherwise a strength on its way to
    // infinity would seem to have arrived as soon as its probabilities round to 1
    const surplus =
      cell.whiteWins * (loss + draw / 2) + (cell.draws * (loss - win)) / 2 - cell.blackWins * (win + draw / 2);
    const moreDraws = cell.draws * (win + loss) - (cell.whiteWins + cell.blackWins) * draw;
    const white = place[cell.white]!;
    const black = place[cell.black]!;
    climb(white, surplus);
    climb(black, -surplus);
    climb(deltaAt, surplus);
    climb(etaAt, moreDraws);
    curve(white, white, n * variance);
    curve(black, black, n * variance);
    curve(white, black, -n * variance);
    curve(white, deltaAt, n * variance);
    curve(black, deltaAt, -n * variance);
    curve(deltaAt, deltaAt, n * variance);
    curve(white, etaAt, n * covariance);
    curve(black, etaAt, -n * covariance);
    curve(deltaAt, etaAt, n * covariance);
    curve(etaAt, etaAt, n * draw * (win + loss));
  }
  return { gradient, hessian };
}
