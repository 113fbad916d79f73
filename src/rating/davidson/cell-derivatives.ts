import type { ModelName } from '../elo/index.js';
import type { PairCells } from './pair-cells.js';

/** A point in parameter space as one vector: strengths of all n players, then δ, then η (natural logarithms). */
export type ParameterVector = Float64Array;

/**
 * The Hessian of the negative log-likelihood in factored form. A cell depends on its players through x alone (see
 * outcome-models.ts), so that two numbers a cell determine all of its entries.
 */
export interface Curvature {
  /** ∂²/∂x² by cell. */
  readonly xx: Float64Array;
  /** ∂²/∂x∂η by cell; empty for the logistic model. */
  readonly xe: Float64Array;
  /** ∂²/∂η², over all cells. */
  readonly ee: number;
}

/** Gradient of the log-likelihood and curvature at one point. */
export interface Derivatives {
  /** Of the log-likelihood, n + 2 values in the order of ParameterVector. */
  readonly gradient: Float64Array;
  readonly curvature: Curvature;
}

/** Arguments of one pass over all cells; `gradient`, `xx` and `xe` are written. */
interface PassArguments {
  readonly cells: PairCells;
  /** Row pointers of White, see rowStarts. */
  readonly starts: Int32Array;
  /** e^(strength / 2) by player: all probabilities are made of products of two of them, without exponentials. */
  readonly own: Float64Array;
  /** e^(δ / 2) and e^η. */
  readonly colour: number;
  readonly weight: number;
  readonly gradient: Float64Array;
  readonly xx: Float64Array;
  readonly xe: Float64Array;
}

/** First derivative of the log-likelihood by η, and second derivative of its negative, over all cells. */
type EtaDerivatives = readonly [ge: number, ee: number];

/*
 * One inlined loop for each model: with a function call for each cell the same work took five times as long
 * (2026-11-21). Gradients are observed minus expected values (score equations of an exponential family), arranged to
 * avoid cancellation within a cell. Otherwise the gradient of a diverging strength would become 0 as soon as its
 * probabilities round to 1, and the fit would appear to have converged.
 */

/** Hessian entries are the covariances of White's points and the draw indicator within a game. */
function davidson({
  cells: { players, black, wins, draws, losses },
  starts,
  own,
  colour,
  weight,
  gradient,
  xx,
  xe,
}: PassArguments): EtaDerivatives {
  let [ge, ee] = [0, 0];
  for (let w = 0; w < players; w++) {
    const u = own[w]! * colour;
    const a = u * u;
    let total = 0;
    for (let i = starts[w]!, end = starts[w + 1]!; i < end; i++) {
      const v = own[black[i]!]!;
      const b = v * v;
      const c = weight * u * v;
      const share = 1 / (a + b + c);
      const win = a * share;
      const loss = b * share;
      const draw = c * share;
      const [won, drawn, lost] = [wins[i]!, draws[i]!, losses[i]!];
      const n = won + drawn + lost;
      const surplus = won * (loss + draw / 2) + (drawn * (loss - win)) / 2 - lost * (win + draw / 2);
      total += surplus;
      gradient[black[i]!]! -= surplus;
      ge += drawn * (win + loss) - (won + lost) * draw;
      xx[i] = n * (win * loss + (draw * (win + loss)) / 4);
      xe[i] = (n * draw * (loss - win)) / 2;
      ee += n * draw * (win + loss);
    }
    gradient[w]! += total;
    gradient[players]! += total;
  }
  return [ge, ee];
}

function logistic({
  cells: { players, black, wins, draws, losses },
  starts,
  own,
  colour,
  gradient,
  xx,
}: PassArguments): EtaDerivatives {
  for (let w = 0; w < players; w++) {
    const a = (own[w]! * colour) ** 2;
    let total = 0;
    for (let i = starts[w]!, end = starts[w + 1]!; i < end; i++) {
      const b = own[black[i]!]! ** 2;
      const share = 1 / (a + b);
      const win = a * share;
      const loss = b * share;
      const half = draws[i]! / 2;
      const surplus = (wins[i]! + half) * loss - (losses[i]! + half) * win;
      total += surplus;
      gradient[black[i]!]! -= surplus;
      xx[i] = (wins[i]! + draws[i]! + losses[i]!) * win * loss;
    }
    gradient[w]! += total;
    gradient[players]! += total;
  }
  return [0, 0];
}

/**
 * `weight` is above 1. With P(draw) = (e^2η - 1) P(win) P(loss) a draw contributes the terms of a win and of a loss,
 * and a factor that depends on η alone, which is added at the end.
 */
function bayeselo({
  cells: { players, black, wins, draws, losses },
  starts,
  own,
  colour,
  weight,
  gradient,
  xx,
  xe,
}: PassArguments): EtaDerivatives {
  let [ge, ee, allDraws] = [0, 0, 0];
  for (let w = 0; w < players; w++) {
    const a = (own[w]! * colour) ** 2;
    let total = 0;
    for (let i = starts[w]!, end = starts[w + 1]!; i < end; i++) {
      const b = own[black[i]!]! ** 2;
      const fromWin = 1 / (a + weight * b);
      const fromLoss = 1 / (b + weight * a);
      const notWon = (wins[i]! + draws[i]!) * weight * b * fromWin;
      const notLost = (losses[i]! + draws[i]!) * weight * a * fromLoss;
      const upper = notWon * a * fromWin;
      const lower = notLost * b * fromLoss;
      total += notWon - notLost;
      gradient[black[i]!]! += notLost - notWon;
      ge -= notWon + notLost;
      xx[i] = upper + lower;
      xe[i] = lower - upper;
      ee += upper + lower;
      allDraws += draws[i]!;
    }
    gradient[w]! += total;
    gradient[players]! += total;
  }
  if (allDraws === 0) return [ge, ee];
  const free = weight ** 2 / (weight ** 2 - 1);
  return [ge + 2 * allDraws * free, ee + 4 * allDraws * free * (free - 1)];
}

const PASSES: Readonly<Record<ModelName, (pass: PassArguments) => EtaDerivatives>> = { davidson, logistic, bayeselo };

/**
 * First and second derivatives over all cells in one pass, O(cells + players).
 * @param starts Row pointers of White, `rowStarts(cells.players, cells.white)`.
 */
export function derivativesAt(
  model: ModelName,
  cells: PairCells,
  starts: Int32Array,
  at: ParameterVector,
): Derivatives {
  const n = cells.players;
  const own = at.map((value) => Math.exp(value / 2));
  const gradient = new Float64Array(n + 2);
  const xx = new Float64Array(cells.white.length);
  const xe = new Float64Array(model === 'logistic' ? 0 : cells.white.length);
  const [ge, ee] = PASSES[model]({
    cells,
    starts,
    own,
    colour: own[n]!,
    weight: Math.exp(at[n + 1]!),
    gradient,
    xx,
    xe,
  });
  gradient[n + 1] = ge;
  return { gradient, curvature: { xx, xe, ee } };
}
