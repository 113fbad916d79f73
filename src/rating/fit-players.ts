import { type Curvature, type Parameters, type Slope, slopeOf } from './cell-derivatives.js';
import { logLikelihoodOf } from './cell-likelihood.js';
import { dot, newtonStep } from './newton-step.js';
import type { ModelName } from './outcome-models.js';
import { type PairCells, rowStarts } from './pair-cells.js';

export interface FitSettings {
  readonly model: ModelName;
  readonly fitDelta: boolean;
  readonly fitEta: boolean;
  readonly delta: number;
  readonly eta: number;
  /** One player of every connected group: held where it starts, because only differences are determined. */
  readonly grounded: readonly number[];
}

export interface PlayersFit {
  /** Strengths of all players, natural logarithms; every group's zero is arbitrary. */
  readonly lambda: Float64Array;
  readonly delta: number;
  readonly eta: number;
  readonly logLikelihood: number;
  readonly iterations: number;
  /** Second derivatives by cell at the maximum. */
  readonly curvature: Curvature;
}

const MAX_ITERATIONS = 80;
/**
 * Log units: the longest step at which the fit ends; what is left is of the order of its square (1e-9, or 2e-7 Elo) …
 */
const CONVERGED = 3e-5;
/** … if the step was solved for this exactly. */
const EXACT = 1e-6;
/**
 * Log units: δ or η beyond this is on its way to infinity (it would take ten million games to tell), and so is a
 * strength so large. Where a maximum lies at infinity, Newton's steps stay of the order of 1 until rounding stops them,
 * at about 18.
 */
const FARTHEST_SHARED = 16;
const FARTHEST_PLAYER = 300;
/** No parameter moves further than this at once. */
const LONGEST = 4;

/**
 * Maximum likelihood over all cells by Newton's method, each step solved only as exactly as it deserves (Dembo,
 * Eisenstat & Steihaug 1982). A step is shortened until the slope along it has not turned by more than half of what it
 * was: the log-likelihood is concave, so where the slope is still uphill it has grown, and no logarithm need be taken
 * to know. Undefined where the maximum does not exist.
 */
export function fitPlayers(cells: PairCells, settings: FitSettings): PlayersFit | undefined {
  const { model, fitDelta, fitEta } = settings;
  const n = cells.players;
  const starts = rowStarts(n, cells.white);
  const frozen = new Uint8Array(n + 2);
  for (const player of settings.grounded) frozen[player] = 1;
  if (!fitDelta) frozen[n] = 1;
  if (!fitEta) frozen[n + 1] = 1;
  let at = startOf(cells);
  at[n] = settings.delta;
  at[n + 1] = settings.eta;
  let slope = slopeOf(model, cells, starts, at);
  let longest = LONGEST;
  for (let iteration = 1; iteration <= MAX_ITERATIONS; iteration++) {
    // what is left after a step is of the order of its square: to solve for it more exactly gains nothing
    const tolerance = Math.min(1e-3, Math.max(EXACT / 10, longest ** 2));
    const step = newtonStep(cells, starts, slope.gradient, slope.curvature, frozen, tolerance);
    longest = step.reduce((most, s) => Math.max(most, Math.abs(s)), 0);
    if (!Number.isFinite(longest)) return undefined;
    const last = longest < CONVERGED && tolerance <= EXACT;
    [at, slope] = last ? [advanced(at, step, 1), slope] : moved(cells, starts, model, at, slope, step, longest);
    if (at.some((value, i) => Math.abs(value) > (i < n ? FARTHEST_PLAYER : FARTHEST_SHARED) && !frozen[i]))
      return undefined;
    if (last)
      return {
        lambda: at.slice(0, n),
        delta: at[n]!,
        eta: at[n + 1]!,
        logLikelihood: logLikelihoodOf(model, cells, at),
        iterations: iteration,
        curvature: slope.curvature,
      };
  }
  return undefined;
}

/**
 * Each player where its share of points would put it against equals: near enough in a pool of games to save a step or
 * two.
 */
function startOf({ players, white, black, wins, draws, losses }: PairCells): Parameters {
  const made = new Float64Array(players);
  const lost = new Float64Array(players);
  for (let i = 0; i < white.length; i++) {
    const up = wins[i]! + draws[i]! / 2;
    const down = losses[i]! + draws[i]! / 2;
    made[white[i]!]! += up;
    lost[white[i]!]! += down;
    made[black[i]!]! += down;
    lost[black[i]!]! += up;
  }
  return Float64Array.from({ length: players + 2 }, (_, i) =>
    i < players ? Math.log((made[i]! + 0.5) / (lost[i]! + 0.5)) : 0,
  );
}

const advanced = (from: Parameters, step: Float64Array, scale: number): Parameters =>
  from.map((value, i) => (step[i] ? value + scale * step[i]! : value)); // η may be -Infinity

function moved(
  cells: PairCells,
  starts: Int32Array,
  model: ModelName,
  from: Parameters,
  before: Slope,
  step: Float64Array,
  longest: number,
): [Parameters, Slope] {
  const uphill = dot(before.gradient, step);
  for (let scale = Math.min(1, LONGEST / longest), halvings = 0; ; scale /= 2, halvings++) {
    const at = advanced(from, step, scale);
    if (model === 'bayeselo' && at.at(-1)! <= 0) continue; // no such weight of draws
    const slope = slopeOf(model, cells, starts, at);
    // so near the top rounding decides the sign
    if (longest < CONVERGED || dot(slope.gradient, step) >= -uphill / 2 || halvings === 40) return [at, slope];
  }
}
