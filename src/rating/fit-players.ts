import { OUTCOME_MODELS, type CellTerms, type ModelName } from './outcome-models.js';
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

export interface Curvature {
  readonly xx: Float64Array;
  readonly xe: Float64Array;
  readonly ee: number;
}

const MAX_ITERATIONS = 80;
/** Log units: the longest step at which the fit ends; what is left is of the order of its square. */
const CONVERGED = 1e-7;
/** A parameter beyond this is on its way to infinity. */
const FARTHEST = 60;
const LONGEST = 4;

interface State {
  readonly parameters: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  readonly curvature: Curvature;
}

/**
 * Maximum likelihood over all cells by Newton's method. Each step is solved by conjugate gradients, preconditioned by the diagonal, on
 * the cells themselves: no matrix is stored, and an iteration costs one walk over the cells, however many games are in them.
 * Undefined where the maximum does not exist.
 */
export function fitPlayers(cells: PairCells, settings: FitSettings): PlayersFit | undefined {
  const n = cells.players;
  const start = new Float64Array(n + 2);
  start[n] = settings.delta;
  start[n + 1] = settings.eta;
  let state = evaluate(cells, start, settings);
  for (let iteration = 1; iteration <= MAX_ITERATIONS; iteration++) {
    const step = newtonStep(cells, state, settings);
    const longest = step.reduce((most, s) => Math.max(most, Math.abs(s)), 0);
    if (!Number.isFinite(longest)) return undefined;
    for (let scale = Math.min(1, LONGEST / longest), halvings = 0; ; scale /= 2, halvings++) {
      const next = evaluate(cells, state.parameters.map((value, i) => (step[i] ? value + scale * step[i]! : value)), settings);
      // near the top rounding may cost the last digits: accept them
      if (next.value >= state.value - 1e-11 * Math.abs(state.value) || halvings === 40) {
        state = next;
        break;
      }
    }
    if (state.parameters.some((value, i) => (i <= n || settings.fitEta) && Math.abs(value) > FARTHEST)) return undefined;
    if (longest < CONVERGED) {
      const { parameters, value, curvature } = state;
      return { lambda: parameters.slice(0, n), delta: parameters[n]!, eta: parameters[n + 1]!, logLikelihood: value, iterations: iteration, curvature };
    }
  }
  return undefined;
}

function evaluate({ players: n, white, black, wins, draws, losses }: PairCells, parameters: Float64Array, { model, fitDelta, fitEta }: FitSettings): State {
  const terms = OUTCOME_MODELS[model];
  const out: CellTerms = { value: 0, gx: 0, ge: 0, hxx: 0, hxe: 0, hee: 0 };
  const gradient = new Float64Array(n + 2);
  const xx = new Float64Array(white.length);
  const xe = new Float64Array(white.length);
  const [delta, eta] = [parameters[n]!, parameters[n + 1]!];
  let [value, gd, ge, ee] = [0, 0, 0, 0];
  for (let i = 0; i < white.length; i++) {
    const w = white[i]!;
    const b = black[i]!;
    terms(parameters[w]! - parameters[b]! + delta, eta, wins[i]!, draws[i]!, losses[i]!, out);
    value += out.value;
    gradient[w]! += out.gx;
    gradient[b]! -= out.gx;
    gd += out.gx;
    ge += out.ge;
    ee += out.hee;
    xx[i] = out.hxx;
    xe[i] = out.hxe;
  }
  gradient[n] = fitDelta ? gd : 0;
  gradient[n + 1] = fitEta ? ge : 0;
  return { parameters, value: Number.isNaN(value) ? -Infinity : value, gradient, curvature: { xx, xe, ee } };
}

/**
 * Solves H s = gradient. The grounded players take no part: along a group's zero H is singular, and rounding there would be blown up
 * into steps that never shrink.
 */
function newtonStep(cells: PairCells, { gradient, curvature }: State, settings: FitSettings): Float64Array {
  const { players: n, white, black } = cells;
  const size = n + 2;
  const { xx, ee } = curvature;
  const scale = new Float64Array(size);
  for (let i = 0; i < white.length; i++) {
    scale[white[i]!]! += xx[i]!;
    scale[black[i]!]! += xx[i]!;
    scale[n]! += xx[i]!;
  }
  scale[n + 1] = ee;
  if (!settings.fitDelta) scale[n] = 0;
  if (!settings.fitEta) scale[n + 1] = 0;
  for (const player of settings.grounded) scale[player] = 0;
  const inverse = scale.map((s) => (s > 0 ? 1 / s : 0));

  const step = new Float64Array(size);
  const residual = gradient.map((g, i) => (inverse[i] ? g : 0));
  let z = residual.map((r, i) => r * inverse[i]!);
  const direction = z.slice();
  let rz = dot(residual, z);
  const goal = rz * 1e-12;
  const product = new Float64Array(size);
  for (let k = 0; k < 3 * size + 50 && rz > goal && rz > 1e-300; k++) {
    multiply(cells, curvature, direction, product);
    for (let i = 0; i < size; i++) if (!inverse[i]) product[i] = 0;
    const curve = dot(direction, product);
    if (!(curve > 0)) break;
    const alpha = rz / curve;
    for (let i = 0; i < size; i++) {
      step[i]! += alpha * direction[i]!;
      residual[i]! -= alpha * product[i]!;
    }
    z = residual.map((r, i) => r * inverse[i]!);
    const next = dot(residual, z);
    const beta = next / rz;
    rz = next;
    for (let i = 0; i < size; i++) direction[i] = z[i]! + beta * direction[i]!;
  }
  return step;
}

function multiply({ players: n, white, black }: PairCells, { xx, xe, ee }: Curvature, x: Float64Array, product: Float64Array): void {
  product.fill(0);
  const [xd, xh] = [x[n]!, x[n + 1]!];
  let [pd, ph] = [0, ee * xh];
  for (let i = 0; i < white.length; i++) {
    const w = white[i]!;
    const b = black[i]!;
    const u = x[w]! - x[b]! + xd;
    const push = xx[i]! * u + xe[i]! * xh;
    product[w]! += push;
    product[b]! -= push;
    pd += push;
    ph += xe[i]! * u;
  }
  product[n] = pd;
  product[n + 1] = ph;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
