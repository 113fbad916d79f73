import type { ModelName, ModelPoint } from '../elo/index.js';
import { type Curvature, type ParameterVector, type Slope, slopeOf } from './cell-derivatives.js';
import { logLikelihood } from './cell-likelihood.js';
import { dot, newtonStep } from './newton-step.js';
import { type PairCells, rowStarts, totalsOf } from './pair-cells.js';
import { strengthCovariance } from './strength-covariance.js';
import { isWhiteAdvantageIdentifiable } from './white-advantage-identifiable.js';

/** What is fitted, what is given, and how the arbitrary zero of each group is chosen. */
export interface FitOptions {
  /** Default: davidson. */
  readonly model?: ModelName;
  /** White's advantage in log units: fitted (default) or given. */
  readonly delta?: 'fit' | number;
  /**
   * Weight of draws, see ModelName: fitted (default) or given. Where no game was drawn, 'fit' takes the maximum, which
   * lies at the edge: -Infinity (davidson) or 0 (bayeselo). Not used by the logistic model.
   */
  readonly eta?: 'fit' | number;
  /**
   * Groups whose strengths have a zero of their own: the mean of the group is 0, or `reference` is. Default: one group
   * of all players who are not held. The two players of every cell must be in one group, or one of them held. Players
   * neither in a group nor held are not rated; their strength is 0.
   */
  readonly groups?: readonly (readonly number[])[];
  /** Given strengths, by player. They take the place of no group's zero. */
  readonly held?: ReadonlyMap<number, number>;
  /** The strength of this player is 0, in place of the mean of its group. */
  readonly reference?: number;
  /** Where to start; default: strengths from the shares of points. */
  readonly start?: ModelPoint;
  /**
   * Length of the last step, in log units. The error that is left is of the order of its square. Default: 1e-8, where
   * rounding is all that is left; 3e-5 saves an iteration and leaves 1e-9 (2e-7 Elo).
   */
  readonly accuracy?: number;
}

/** A maximum of the likelihood. */
export interface StrengthFit extends ModelPoint {
  readonly logLikelihood: number;
  /** Newton steps taken. */
  readonly iterations: number;
  /** Second derivatives, taken before the last step, which is shorter than the accuracy. */
  readonly curvature: Curvature;
  /** See strengthCovariance. Computed at each call, in O(players³). Not defined for a fit with held players. */
  covariance(): Float64Array;
}

const MAX_ITERATIONS = 100;
const DEFAULT_ACCURACY = 1e-8;
/** The residual to which the linear system of the last step is solved. */
const EXACT = 1e-6;
/** Log units. Steps shorter than this are taken without a line search. */
const NEAR = 3e-5;
/** Log units. Steps shorter than this do not diverge. */
const SHORT = 0.01;
/** Log units. Below this a step that no longer shrinks is rounding error. */
const ROUNDING = 1e-6;
/**
 * Curvature along a step below which the maximum is at infinity: as an estimate's standard error it would be a million
 * Elo. Newton's steps are of the order of 1 there, each dividing what is left to gain by e, until rounding would stop
 * them. At a finite maximum every direction has games on both sides.
 */
const FLAT = 1e-8;
/** Log units. A strength beyond this diverges. Twice as much would still overflow nothing. */
const FARTHEST = 300;
/** Log units. Longest change of a parameter in one step: a factor of e⁴ in strength. */
const LONGEST = 4;

/** The fit as the iterations see it. */
interface Problem {
  readonly model: ModelName;
  readonly cells: PairCells;
  readonly starts: Int32Array;
  readonly fixed: Uint8Array;
  readonly zeroSums: readonly (readonly number[])[];
  readonly accuracy: number;
}

/**
 * Joint maximum-likelihood fit of strengths, White's advantage and the weight of draws by Newton's method. Each step is
 * solved only as exactly as its length deserves (inexact Newton: Dembo, Eisenstat & Steihaug, SIAM Journal on Numerical
 * Analysis 19, 1982). Returns undefined if the maximum does not exist (a parameter diverges) or is not unique (the
 * games do not tell White's advantage from differences of the players).
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
  const found = maximise({ model, cells, starts, fixed, zeroSums, accuracy }, at);
  if (!found) return undefined;
  const { point, curvature, iterations } = found;
  centre(point, groups, zeroSums);
  const fit = { lambda: point.slice(0, n), delta: point[n]!, eta: point[n + 1]! };
  const covariance = (): Float64Array =>
    strengthCovariance(cells, curvature, { groups, zeroSums, fitDelta: !fixed[n], fitEta: !fixed[n + 1] });
  return { ...fit, logLikelihood: logLikelihood(model, cells, fit), iterations, curvature, covariance };
}

/**
 * The value of η at which equals draw as often as `drawn` of all games, without White's advantage: the edge where
 * nothing was drawn, Infinity where nothing was decided.
 */
export function etaOfDraws(model: ModelName, { drawn, decided }: { drawn: number; decided: number }): number {
  if (model === 'logistic') return -Infinity;
  const ratio = (2 * drawn) / decided;
  return model === 'bayeselo' ? Math.log1p(ratio) : Math.log(ratio);
}

/** Where δ and η start, and whether η is free. */
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

/** By parameter: 1 for players of no group, and for those who are the zero of one. */
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

/** Shifts each group so that its zero sum is 0. */
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
 * The strength of each player against equals by its share of points: near enough in a pool of games to save a step or
 * two.
 */
function strengthsFromPoints({ players, white, black, wins, draws, losses }: PairCells): Float64Array {
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
  return made.map((points, i) => Math.log((points + 0.5) / (lost[i]! + 0.5)));
}

/** Newton's iterations from `at`; undefined where a free parameter leaves its range or the steps do not end. */
function maximise(
  problem: Problem,
  at: ParameterVector,
): { point: ParameterVector; curvature: Curvature; iterations: number } | undefined {
  const { model, cells, starts, fixed, zeroSums, accuracy } = problem;
  let slope = slopeOf(model, cells, starts, at);
  let longest = LONGEST;
  for (let iteration = 1; iteration <= MAX_ITERATIONS; iteration++) {
    const before = longest;
    // what is left after a step is of the order of its square: a more exact solution gains nothing
    const tolerance = Math.min(1e-3, Math.max(EXACT / 10, before ** 2));
    const step = newtonStep({ cells, starts, slope, fixed, zeroSums, tolerance });
    longest = step.reduce((most, s) => Math.max(most, Math.abs(s)), 0);
    if (!Number.isFinite(longest)) return undefined;
    if (longest > SHORT && dot(slope.gradient, step) < FLAT * longest ** 2) return undefined;
    const ends = longest < accuracy || (longest < ROUNDING && longest > before / 2);
    const last = ends && tolerance <= EXACT;
    if (last) return { point: advanced(at, step, 1), curvature: slope.curvature, iterations: iteration };
    [at, slope] = searched(problem, at, slope, step, longest);
    if (at.some((value, i) => Math.abs(value) > FARTHEST && !fixed[i])) return undefined;
  }
  return undefined;
}

const advanced = (from: ParameterVector, step: Float64Array, scale: number): ParameterVector =>
  from.map((value, i) => (step[i] ? value + scale * step[i]! : value)); // η may be -Infinity

/**
 * Line search: halves the step until the slope along it has not turned by more than half of what it was. The
 * log-likelihood is concave, so that it has grown wherever the slope still points uphill; no logarithm is needed.
 */
function searched(
  { model, cells, starts, fixed }: Problem,
  from: ParameterVector,
  before: Slope,
  step: Float64Array,
  longest: number,
): [ParameterVector, Slope] {
  const uphill = dot(before.gradient, step);
  for (let scale = Math.min(1, LONGEST / longest), halvings = 0; ; scale /= 2, halvings++) {
    const at = advanced(from, step, scale);
    if (model === 'bayeselo' && at.at(-1)! <= 0 && !fixed.at(-1)) continue; // no such weight of draws
    const slope = slopeOf(model, cells, starts, at);
    // so near the maximum rounding decides the sign
    if (longest < NEAR || dot(slope.gradient, step) >= -uphill / 2 || halvings === 40) return [at, slope];
  }
}
