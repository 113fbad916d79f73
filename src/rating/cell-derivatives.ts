import type { ModelName } from './outcome-models.js';
import type { PairCells } from './pair-cells.js';

/** Where the models stand: strengths of all players, then δ, then η (natural logarithms). */
export type Parameters = Float64Array;

/** Second derivatives of the negative log-likelihood by cell: by x twice, by x and η; by η twice over all cells. */
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

/** What a cell needs besides its own counts. `u` is e^(½(strength of White + δ)), `v` e^(½ strength of Black). */
interface Out {
  gx: number;
  ge: number;
  xx: number;
  xe: number;
  ee: number;
}
type CellSlope = (u: number, v: number, weight: number, wins: number, draws: number, losses: number, out: Out) => void;

/**
 * All gradients are observed minus expected, written so that nothing cancels within a cell: otherwise a strength on its way to infinity
 * would seem to have arrived as soon as its probabilities round to 1. `weight` is ν = e^η.
 */
const davidson: CellSlope = (u, v, weight, wins, draws, losses, out) => {
  const a = u * u;
  const b = v * v;
  const c = weight * u * v;
  const share = 1 / (a + b + c);
  const [win, loss, draw] = [a * share, b * share, c * share];
  const n = wins + draws + losses;
  out.gx = wins * (loss + draw / 2) + (draws * (loss - win)) / 2 - losses * (win + draw / 2);
  out.ge = draws * (win + loss) - (wins + losses) * draw;
  out.xx = n * (win * loss + (draw * (win + loss)) / 4);
  out.xe = (n * draw * (loss - win)) / 2;
  out.ee = n * draw * (win + loss);
};

const logistic: CellSlope = (u, v, _weight, wins, draws, losses, out) => {
  const a = u * u;
  const b = v * v;
  const share = 1 / (a + b);
  const [win, loss] = [a * share, b * share];
  const half = draws / 2;
  out.gx = (wins + half) * loss - (losses + half) * win;
  out.xx = (wins + draws + losses) * win * loss;
  out.ge = out.xe = out.ee = 0;
};

/** `weight` is e^η > 1. What depends on draws alone is added once, after all cells. */
const bayeselo: CellSlope = (u, v, weight, wins, draws, losses, out) => {
  const a = u * u;
  const b = v * v;
  const win = a / (a + weight * b);
  const loss = b / (b + weight * a);
  const notWin = (wins + draws) * (weight * b) / (a + weight * b);
  const notLoss = (losses + draws) * (weight * a) / (b + weight * a);
  out.gx = notWin - notLoss;
  out.ge = -notWin - notLoss;
  out.xx = notWin * win + notLoss * loss;
  out.xe = notLoss * loss - notWin * win;
  out.ee = out.xx;
};

const CELLS: Readonly<Record<ModelName, CellSlope>> = { davidson, logistic, bayeselo };

/**
 * First and second derivatives over all cells. Exponentials are taken once a player and not once a game: every probability is made of
 * products of the two players' own.
 */
export function slopeOf(model: ModelName, { players: n, white, black, wins, draws, losses }: PairCells, at: Parameters): Slope {
  const cell = CELLS[model];
  const own = at.map((value) => Math.exp(value / 2));
  const colour = own[n]!;
  const weight = Math.exp(at[n + 1]!);
  const gradient = new Float64Array(n + 2);
  const xx = new Float64Array(white.length);
  const xe = new Float64Array(model === 'logistic' ? 0 : white.length);
  const out: Out = { gx: 0, ge: 0, xx: 0, xe: 0, ee: 0 };
  let [gd, ge, ee, drawn] = [0, 0, 0, 0];
  for (let i = 0; i < white.length; i++) {
    const w = white[i]!;
    const b = black[i]!;
    cell(own[w]! * colour, own[b]!, weight, wins[i]!, draws[i]!, losses[i]!, out);
    gradient[w]! += out.gx;
    gradient[b]! -= out.gx;
    gd += out.gx;
    ge += out.ge;
    ee += out.ee;
    drawn += draws[i]!;
    xx[i] = out.xx;
    if (xe.length) xe[i] = out.xe;
  }
  if (model === 'bayeselo' && drawn > 0) {
    const free = 1 + 1 / Math.expm1(2 * at[n + 1]!);
    ge += 2 * drawn * free;
    ee += 4 * drawn * free * (free - 1);
  }
  gradient[n] = gd;
  gradient[n + 1] = ge;
  return { gradient, curvature: { xx, xe, ee } };
}
