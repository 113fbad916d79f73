import type { ModelName } from './outcome-models.js';
import type { PairCells } from './pair-cells.js';

/** Where the models stand: strengths of all players, then δ, then η (natural logarithms). */
export type Parameters = Float64Array;

/**
 * Second derivatives of the negative log-likelihood by cell: by x twice, by x and η (empty where there is no η); by η
 * twice over all cells.
 */
export interface Curvature {
  readonly xx: Float64Array;
  readonly xe: Float64Array;
  readonly ee: number;
}

export interface Slope {
  /** Of the log-likelihood, by parameter. */
  readonly gradient: Float64Array;
  readonly curvature: Curvature;
}

/** What a walk over all cells reads and fills. */
interface Walk {
  readonly cells: PairCells;
  /** Where each White's cells begin. */
  readonly starts: Int32Array;
  /**
   * e^(½ strength) of each player: every probability is made of products of two of them, so no exponential is taken for
   * a cell.
   */
  readonly own: Float64Array;
  /** e^(½δ) and e^η. */
  readonly colour: number;
  readonly weight: number;
  readonly gradient: Float64Array;
  readonly xx: Float64Array;
  readonly xe: Float64Array;
}

/** First and second derivative by η over all cells. */
type Weights = readonly [ge: number, ee: number];

/*
 * One walk a model, each written out: through a function called for each cell the same work took five times as long
 * (2026-11-21). All gradients are observed minus expected, written so that nothing cancels within a cell: otherwise a
 * strength on its way to infinity would seem to have arrived as soon as its probabilities round to 1.
 */

function davidson({
  cells: { players, black, wins, draws, losses },
  starts,
  own,
  colour,
  weight,
  gradient,
  xx,
  xe,
}: Walk): Weights {
  let [ge, ee] = [0, 0];
  for (let w = 0; w < players; w++) {
    const u = own[w]! * colour;
    const a = u * u;
    let made = 0;
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
      made += surplus;
      gradient[black[i]!]! -= surplus;
      ge += drawn * (win + loss) - (won + lost) * draw;
      xx[i] = n * (win * loss + (draw * (win + loss)) / 4);
      xe[i] = (n * draw * (loss - win)) / 2;
      ee += n * draw * (win + loss);
    }
    gradient[w]! += made;
    gradient[players]! += made;
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
}: Walk): Weights {
  for (let w = 0; w < players; w++) {
    const a = (own[w]! * colour) ** 2;
    let made = 0;
    for (let i = starts[w]!, end = starts[w + 1]!; i < end; i++) {
      const b = own[black[i]!]! ** 2;
      const share = 1 / (a + b);
      const win = a * share;
      const loss = b * share;
      const half = draws[i]! / 2;
      const surplus = (wins[i]! + half) * loss - (losses[i]! + half) * win;
      made += surplus;
      gradient[black[i]!]! -= surplus;
      xx[i] = (wins[i]! + draws[i]! + losses[i]!) * win * loss;
    }
    gradient[w]! += made;
    gradient[players]! += made;
  }
  return [0, 0];
}

/** `weight` is above 1. The part of a draw's weight in its own probability is the same for all draws. */
function bayeselo({
  cells: { players, black, wins, draws, losses },
  starts,
  own,
  colour,
  weight,
  gradient,
  xx,
  xe,
}: Walk): Weights {
  let [ge, ee, allDraws] = [0, 0, 0];
  for (let w = 0; w < players; w++) {
    const a = (own[w]! * colour) ** 2;
    let made = 0;
    for (let i = starts[w]!, end = starts[w + 1]!; i < end; i++) {
      const b = own[black[i]!]! ** 2;
      const fromWin = 1 / (a + weight * b);
      const fromLoss = 1 / (b + weight * a);
      const notWon = (wins[i]! + draws[i]!) * weight * b * fromWin;
      const notLost = (losses[i]! + draws[i]!) * weight * a * fromLoss;
      const upper = notWon * a * fromWin;
      const lower = notLost * b * fromLoss;
      made += notWon - notLost;
      gradient[black[i]!]! += notLost - notWon;
      ge -= notWon + notLost;
      xx[i] = upper + lower;
      xe[i] = lower - upper;
      ee += upper + lower;
      allDraws += draws[i]!;
    }
    gradient[w]! += made;
    gradient[players]! += made;
  }
  if (allDraws === 0) return [ge, ee];
  const free = weight ** 2 / (weight ** 2 - 1);
  return [ge + 2 * allDraws * free, ee + 4 * allDraws * free * (free - 1)];
}

const WALKS: Readonly<Record<ModelName, (walk: Walk) => Weights>> = { davidson, logistic, bayeselo };

/** First and second derivatives over all cells; `starts` are the rows of White. */
export function slopeOf(model: ModelName, cells: PairCells, starts: Int32Array, at: Parameters): Slope {
  const n = cells.players;
  const own = at.map((value) => Math.exp(value / 2));
  const gradient = new Float64Array(n + 2);
  const xx = new Float64Array(cells.white.length);
  const xe = new Float64Array(model === 'logistic' ? 0 : cells.white.length);
  const [ge, ee] = WALKS[model]({
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
