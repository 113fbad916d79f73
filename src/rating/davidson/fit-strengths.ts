import type { ModelName, ModelPoint } from '../elo/index.js';
import { type Curvature, type Derivatives, derivativesAt, type ParameterVector } from './cell-derivatives.js';
import { logLikelihood } from './cell-likelihood.js';
import { dot, newtonStep } from './newton-step.js';
import { type PairCells, rowStarts, totalsOf } from './pair-cells.js';
import { strengthCovariance } from './strength-covariance.js';
import { isWhiteAdvantageIdentifiable } from './white-advantage-identifiable.js';

/** Which parameters are fitted or given, and how the arbitrary zero of each group is chosen. */
export interface FitOptions {
  /** Default: davidson. */
  readonly model?: ModelName;
  /** White's advantage in log units: fitted (default) or given. */
  readonly delta?: 'fit' | number;
  /**
   * Weight of draws, see ModelName: fitted (default) or given. If no game was drawn, 'fit' gives the maximum at the
   * boundary: -Infinity (davidson) or 0 (bayeselo). Not used by the logistic model.
   */
  readonly eta?: 'fit' | number;
  /**
   * Groups of players, each with its own zero: the mean of the group is 0, or the strength of `reference` is. Default:
   * one group of all players who are not held. The two players of every cell must be in one group, or one of them held.
   * Players neither in a group nor held are not rated; their strength is 0.
   */
  readonly groups?: readonly (readonly number[])[];
  /** Given strengths by player. They do not determine the zero of any group. */
  readonly held?: ReadonlyMap<number, number>;
  /** The strength of this player is 0, instead of the mean of its group. */
  readonly reference?: number;
  /** Starting point; default: strengths estimated from shares of points. */
  readonly start?: ModelPoint;
  /**
   * Length of the last step, in log units. The remaining error is of the order of its square. Default: 1e-8, where only
   * rounding errors remain; 3e-5 saves an iteration and leaves 1e-9 (2e-7 Elo).
   */
  readonly accuracy?: number;
}

/** A maximum of the likelihood. */
export interface StrengthFit extends ModelPoint {
  readonly logLikelihood: number;
  /** Newton steps taken. */
  readonly iterations: number;
  /** Second derivatives before the last step, which is shorter than `accuracy`. */
  readonly curvature: Curvature;
  /** See strengthCovariance. Computed at each call in O(players³). Not defined for a fit with held players. */
  covariance(): Float64Array;
}

const MAX_ITERATIONS = 100;
const DEFAULT_ACCURACY = 1e-8;
/** Relative residual of the linear system in the last step. */
const LAST_STEP_TOLERANCE = 1e-6;
/** Log units. Steps shorter than this are taken without a line search. */
const NO_SEARCH_STEP = 3e-5;
/** Log units. Steps shorter than this are not tested for divergence. */
const CONVERGENT_STEP = 0.01;
/** Log units. A step shorter than this that no longer shrinks is due to rounding. */
const ROUNDING_STEP = 1e-6;
/**
 * Curvature along a step below which the maximum is at infinity; it corresponds to a standard error of a million Elo.
 * Newton steps there have a length of about 1, and each divides the remaining gain by e, until rounding would stop
 * them. At a finite maximum every direction has games on both sides.
 */
const MIN_CURVATURE = 1e-8;
/** Log units. A parameter beyond this magnitude diverges. Twice this value would not overflow yet. */
const MAX_PARAMETER = 300;
/** Log units. Largest change of a parameter in one step: a factor of e⁴ in strength. */
const MAX_STEP = 4;

/** Input of the iterations. */
interface Problem {
  readonly model: ModelName;
  readonly cells: PairCells;
  readonly starts: Int32Array;
  readonly fixed: Uint8Array;
  readonly zeroSums: readonly (readonly number[])[];
  readonly accuracy: number;
}

/**
 * Joint maximum-likelihood fit of strengths, White's advantage and the weight of draws by Newton's method. The accuracy
 * of each step's linear system depends on the step's length (inexact Newton: Dembo, Eisenstat & Steihaug, SIAM Journal
 * on Numerical Analysis 19, 1982). Returns undefined if the maximum does not exist (a parameter diverges) or is not
 * unique (White's advantage is not identifiable, see isWhiteAdvantageIdentifiable).
 */
export function fitStrengths(cells: PairCells, options: FitOptions = {}): StrengthFit | undefined {
  const { model = 'davidson', held = new Map<number, number>(), reference, accuracy = DEFAULT_ACCURACY } = options;
  const n = cells.players;
  const groups = options.groups ?? [Array.from({ length: n }, (_, i) => i).filter((i) => !held.has(i))];
  const zeroSums = groups.map((group) => (reference !== undefined && group.includes(reference) ? [reference] : group));
  const shared = sharedStart(cells, model, options);
  if (shared.fitEta && shared.eta === Infinity) return undefined; // all games drawn: η diverges
  const fitDelta = (options.delta ?? 'fit') === 'fit';
  if (fitDelta && held.size === 0 && !isWhiteAdvantageIdentifiable(cells)) return undefined; // δ is not unique
  const fixed = fixedParameters(n, groups, zeroSums);
  if (!fitDelta) fixed[n] = 1;
  if (!shared.fitEta) fixed[n + 1] = 1;
  const at = new Float64Array(n + 2);
  const start = options.start?.lambda ?? strengthsFromPoints(cells);
  for (const group of groups) for (const player of group) at[player] = start[player]!;
  for (const [player, strength] of held) at[player] = strength;
  centre(at, groups, zeroSums);
  at[n] = shared.delta;
  at[n + 1] = shared.eta;

  const starts = rowStarts(n, cells.white);
  const maximum = maximise({ model, cells, starts, fixed, zeroSums, accuracy }, at);
  if (!maximum) return undefined;
  const { point, curvature, iterations } = maximum;
  centre(point, groups, zeroSums);
  const fit = { lambda: point.slice(0, n), delta: point[n]!, eta: point[n + 1]! };
  const covariance = (): Float64Array =>
    strengthCovariance(cells, curvature, { groups, zeroSums, fitDelta: !fixed[n], fitEta: !fixed[n + 1] });
  return { ...fit, logLikelihood: logLikelihood(model, cells, fit), iterations, curvature, covariance };
}

/**
 * η at which two equal players draw the share `drawn` / (`drawn` + `decided`) of their games, without White's
 * advantage: the boundary value if no game was drawn, Infinity if no game was decided.
 */
export function etaOfDraws(model: ModelName, { drawn, decided }: { drawn: number; decided: number }): number {
  if (model === 'logistic') return -Infinity;
  const ratio = (2 * drawn) / decided;
  return model === 'bayeselo' ? Math.log1p(ratio) : Math.log(ratio);
}

/** Starting values of δ and η, and whether η is fitted. */
function sharedStart(
  cells: PairCells,
  model: ModelName,
  { delta, eta, start }: FitOptions,
): { delta: number; eta: number; fitEta: boolean } {
  const totals = totalsOf(cells);
  const fitEta = model !== 'logistic' && (eta ?? 'fit') === 'fit' && totals.drawn > 0;
  const near = Number.isFinite(start?.eta) ? start!.eta : etaOfDraws(model, totals);
  return {
    delta: typeof delta === 'number' ? delta : (start?.delta ?? 0),
    eta: typeof eta === 'number' ? eta : fitEta ? near : model === 'bayeselo' ? 0 : -Infinity,
    fitEta,
  };
}

/** 1 by parameter for players of no group, and for players who are the zero of their group; else 0. */
function fixedParameters(
  n: number,
  groups: readonly (readonly number[])[],
  zeroSums: readonly (readonly number[])[],
): Uint8Array {
  const fixed = new Uint8Array(n + 2).fill(1, 0, n);
  for (const group of groups) for (const player of group) fixed[player] = 0;
  for (const [player, second] of zeroSums) if (player !== undefined && second === undefined) fixed[player] = 1;
  return fixed;
}

/** Shifts the strengths of each group so that their sum over its zero set is 0. */
function centre(
  at: ParameterVector,
  groups: readonly (readonly number[])[],
  zeroSums: readonly (readonly number[])[],
): void {
  groups.forEach((group, g) => {
    const zero = zeroSums[g]!;
    const shift = zero.reduce((sum, player) => sum + at[player]!, 0) / zero.length;
    for (const player of group) at[player]! -= shift;
  });
}

/**
 * Starting strengths: those that explain each player's share of points against equal opponents. In a connected pool
 * this saves one or two steps.
 */
function strengthsFromPoints({ players, white, black, wins, draws, losses }: PairCells): Float64Array {
  const gained = new Float64Array(players);
  const lost = new Float64Array(players);
  for (let i = 0; i < white.length; i++) {
    const up = wins[i]! + draws[i]! / 2;
    const down = losses[i]! + draws[i]! / 2;
    gained[white[i]!]! += up;
    lost[white[i]!]! += down;
    gained[black[i]!]! += down;
    lost[black[i]!]! += up;
  }
  return gained.map((points, i) => Math.log((points + 0.5) / (lost[i]! + 0.5)));
}

/** Newton iterations from `at`; undefined if a free parameter diverges or the iterations do not converge. */
function maximise(
  problem: Problem,
  at: ParameterVector,
): { point: ParameterVector; curvature: Curvature; iterations: number } | undefined {
  const { model, cells, starts, fixed, zeroSums, accuracy } = problem;
  let derivatives = derivativesAt(model, cells, starts, at);
  let longest = MAX_STEP;
  for (let iteration = 1; iteration <= MAX_ITERATIONS; iteration++) {
    const before = longest;
    // the error after a step is of the order of its square: a more accurate solution gains nothing
    const tolerance = Math.min(1e-3, Math.max(LAST_STEP_TOLERANCE / 10, before ** 2));
    const step = newtonStep({ cells, starts, derivatives, fixed, zeroSums, tolerance });
    longest = step.reduce((most, s) => Math.max(most, Math.abs(s)), 0);
    if (!Number.isFinite(longest)) return undefined;
    if (longest > CONVERGENT_STEP && dot(derivatives.gradient, step) < MIN_CURVATURE * longest ** 2) return undefined;
    const isConverged = longest < accuracy || (longest < ROUNDING_STEP && longest > before / 2);
    if (isConverged && tolerance <= LAST_STEP_TOLERANCE)
      return { point: stepped(at, step, 1), curvature: derivatives.curvature, iterations: iteration };
    [at, derivatives] = lineSearch(problem, at, derivatives, step, longest);
    if (at.some((value, i) => Math.abs(value) > MAX_PARAMETER && !fixed[i])) return undefined;
  }
  return undefined;
}

const stepped = (from: ParameterVector, step: Float64Array, scale: number): ParameterVector =>
  from.map((value, i) => (step[i] ? value + scale * step[i]! : value)); // η may be -Infinity

/**
 * Line search: halves the step until the derivative along it is at least -½ times its initial value. The log-likelihood
 * is concave, so it has increased wherever that derivative is still positive; no logarithm is needed.
 */
function lineSearch(
  { model, cells, starts, fixed }: Problem,
  from: ParameterVector,
  before: Derivatives,
  step: Float64Array,
  longest: number,
): [ParameterVector, Derivatives] {
  const uphill = dot(before.gradient, step);
  for (let scale = Math.min(1, MAX_STEP / longest), halvings = 0; ; scale /= 2, halvings++) {
    const at = stepped(from, step, scale);
    if (model === 'bayeselo' && at.at(-1)! <= 0 && !fixed.at(-1)) continue; // η must be positive
    const derivatives = derivativesAt(model, cells, starts, at);
    // this close to the maximum the sign is determined by rounding
    if (longest < NO_SEARCH_STEP || dot(derivatives.gradient, step) >= -uphill / 2 || halvings === 40)
      return [at, derivatives];
  }
}
