import { slopeOf, type Curvature, type Parameters, type Slope } from './cell-derivatives.js';
import { dot, newtonStep } from './newton-step.js';
import { logLikelihoodOf, type ModelName } from './outcome-models.js';
import type { PairCells } from './pair-cells.js';

export interface FitSettings {
  readonly model: ModelName;
  readonly fitDelta: boolean;
  readonly fitEta: boolean;
  readonly delta: number;
  readonly eta: number;
  /** One player of every connected group: held at 0, because only differences are determined. */
  readonly grounded: readonly number[];
}

export interface PlayersFit {
  /** Strengths of all players, natural logarithms; the grounded are 0. */
  readonly lambda: Float64Array;
  readonly delta: number;
  readonly eta: number;
  readonly logLikelihood: number;
  readonly iterations: number;
  /** Second derivatives by cell at the maximum. */
  readonly curvature: Curvature;
}

const MAX_ITERATIONS = 80;
/** Log units: the longest step at which the fit ends; what is left is of the order of its square. */
const CONVERGED = 1e-7;
/** Log units: δ or η beyond this is on its way to infinity; so is a strength so far from the one held at 0. */
const FARTHEST_SHARED = 60;
const FARTHEST_PLAYER = 300;
/** No parameter moves further than this at once. */
const LONGEST = 4;

/**
 * Maximum likelihood over all cells by Newton's method, each step solved only as exactly as it deserves (Dembo, Eisenstat & Steihaug 1982).
 * A step is shortened until the slope along it has not turned by more than half of what it was: the log-likelihood is concave, so
 * where the slope is still uphill it has grown, and no logarithm need be taken to know. Undefined where the maximum does not
 * exist.
 */
export function fitPlayers(cells: PairCells, settings: FitSettings): PlayersFit | undefined {
  const { model, fitDelta, fitEta } = settings;
  const n = cells.players;
  const frozen = new Uint8Array(n + 2);
  for (const player of settings.grounded) frozen[player] = 1;
  if (!fitDelta) frozen[n] = 1;
  if (!fitEta) frozen[n + 1] = 1;
  let at: Parameters = new Float64Array(n + 2);
  at[n] = settings.delta;
  at[n + 1] = settings.eta;
  let slope = slopeOf(model, cells, at);
  let longest = LONGEST;
  for (let iteration = 1; iteration <= MAX_ITERATIONS; iteration++) {
    // quadratic convergence squares the error, so a step of relative error `longest` loses nothing of it
    const step = newtonStep(cells, slope.gradient, slope.curvature, frozen, Math.min(0.03, Math.max(1e-8, longest / 10)));
    longest = step.reduce((most, s) => Math.max(most, Math.abs(s)), 0);
    if (!Number.isFinite(longest)) return undefined;
    [at, slope] = moved(cells, model, at, slope, step, longest);
    if (at.some((value, i) => Math.abs(value) > (i < n ? FARTHEST_PLAYER : FARTHEST_SHARED) && !frozen[i])) return undefined;
    if (longest < CONVERGED) return { lambda: at.slice(0, n), delta: at[n]!, eta: at[n + 1]!, logLikelihood: total(cells, model, at), iterations: iteration, curvature: slope.curvature };
  }
  return undefined;
}

function moved(cells: PairCells, model: ModelName, from: Parameters, { gradient }: Slope, step: Float64Array, longest: number): [Parameters, Slope] {
  const before = dot(gradient, step);
  for (let scale = Math.min(1, LONGEST / longest), halvings = 0; ; scale /= 2, halvings++) {
    const at = from.map((value, i) => (step[i] ? value + scale * step[i]! : value)); // η may be -Infinity
    if (model === 'bayeselo' && at.at(-1)! <= 0) continue; // no such weight of draws
    const slope = slopeOf(model, cells, at);
    // so near the top rounding decides the sign: the step is right to its last digits
    if (longest < 1e-6 || dot(slope.gradient, step) >= -before / 2 || halvings === 40) return [at, slope];
  }
}

function total({ players: n, white, black, wins, draws, losses }: PairCells, model: ModelName, at: Parameters): number {
  let sum = 0;
  for (let i = 0; i < white.length; i++) sum += logLikelihoodOf(model, at[white[i]!]! - at[black[i]!]! + at[n]!, at[n + 1]!, wins[i]!, draws[i]!, losses[i]!);
  return sum;
}
