import { type Cell, gamesIn } from './cells.js';
import { type DavidsonPoint, derivatives, type Layout, logLikelihood } from './davidson-derivatives.js';
import { centredCovariance, constrained, constraintsOf, factorWith, recentre } from './davidson-scale.js';
import { invertCholesky, solveCholesky } from './linear-algebra.js';

export interface DavidsonOptions {
  /** Log of White's advantage: fitted, or held at a value. */
  readonly delta?: 'fit' | number;
  /** ln ν: fitted, or held at a value. Where no game was drawn, 'fit' gives -Infinity, which is the maximum. */
  readonly eta?: 'fit' | number;
  /**
   * Groups rated apart, each with mean 0; all players that are not held are one group when left out. Others are not
   * rated.
   */
  readonly groups?: readonly (readonly number[])[];
  /** Log-strengths that are given; such players belong to no group. */
  readonly held?: ReadonlyMap<number, number>;
  /** This player of the first group is 0, in place of the group's mean. */
  readonly reference?: number;
  readonly start?: DavidsonPoint;
}

export interface DavidsonFit extends DavidsonPoint {
  readonly logLikelihood: number;
  readonly iterations: number;
  /**
   * (players + 2)², rows λ, δ, η: the inverse Hessian, every group centred on its mean. Zero where a thing was not
   * fitted.
   */
  covariance(): Float64Array;
}

const MAX_ITERATIONS = 100;
/** Longest step in log units at which the fit ends; the error left is of the order of its square. */
const CONVERGED = 1e-8;
/** No parameter moves further than this at once: a factor of e^4 in strength. */
const LONGEST = 4;

/**
 * Joint maximum likelihood by Newton's method with step halving. Every cell's players must be of one group, or one of
 * them held. Undefined where the maximum does not exist: then some parameter grows for ever, and the steps never
 * shrink.
 */
export function fitDavidson(
  cells: readonly Cell[],
  players: number,
  options: DavidsonOptions = {},
): DavidsonFit | undefined {
  const { held = new Map<number, number>(), reference, start } = options;
  const groups = options.groups ?? [Array.from({ length: players }, (_, i) => i).filter((i) => !held.has(i))];
  const games = cells.reduce((sum, cell) => sum + gamesIn(cell), 0);
  const draws = cells.reduce((sum, cell) => sum + cell.draws, 0);
  const layout = layoutOf(
    players,
    groups,
    options.delta === undefined || options.delta === 'fit',
    (options.eta ?? 'fit') === 'fit' && draws > 0,
  );
  const { size, place, etaAt } = layout;
  if (etaAt >= 0 && draws === games) return undefined; // all drawn: ν grows for ever
  const constraints = constraintsOf(groups, place, reference);

  const lambda = Float64Array.from(
    { length: players },
    (_, i) => held.get(i) ?? (place[i]! >= 0 ? (start?.lambda[i] ?? 0) : 0),
  );
  recentre(lambda, groups, reference);
  let point: DavidsonPoint = {
    lambda,
    delta: typeof options.delta === 'number' ? options.delta : (start?.delta ?? 0),
    eta:
      typeof options.eta === 'number'
        ? options.eta
        : etaAt < 0
          ? -Infinity
          : (finite(start?.eta) ?? Math.log((2 * draws) / (games - draws))),
  };
  let value = logLikelihood(cells, point);

  for (let iteration = 1; iteration <= MAX_ITERATIONS; iteration++) {
    const { gradient, hessian } = derivatives(cells, point, layout);
    const factor = factorWith(hessian, size, constraints);
    if (!factor) return undefined;
    const free = solveCholesky(factor, gradient);
    // without held players a free step keeps the means
    const step = held.size ? constrained(free, factor, constraints) : free;
    const longest = step.reduce((most, s) => Math.max(most, Math.abs(s)), 0);
    if (!Number.isFinite(longest)) return undefined;
    for (let scale = Math.min(1, LONGEST / longest), halvings = 0; ; scale /= 2, halvings++) {
      const next = moved(point, step, scale, layout);
      const nextValue = logLikelihood(cells, next);
      // near the top rounding may cost the last digits: accept them
      if (nextValue >= value - 1e-12 * Math.abs(value) || halvings === 40) {
        [point, value] = [next, nextValue];
        break;
      }
    }
    if (longest >= CONVERGED) continue;
    recentre(point.lambda, groups, reference);
    const covariance = (): Float64Array => {
      const last = factorWith(derivatives(cells, point, layout).hessian, size, constraints);
      return centredCovariance(last ? invertCholesky(last, size) : new Float64Array(size * size), layout, groups);
    };
    return { ...point, logLikelihood: value, iterations: iteration, covariance };
  }
  return undefined;
}

const finite = (value: number | undefined): number | undefined => (Number.isFinite(value) ? value : undefined);

function layoutOf(players: number, groups: readonly (readonly number[])[], fitDelta: boolean, fitEta: boolean): Layout {
  const place = new Int32Array(players).fill(-1);
  let size = 0;
  for (const group of groups) for (const player of group) place[player] = size++;
  const deltaAt = fitDelta ? size++ : -1;
  const etaAt = fitEta ? size++ : -1;
  return { place, size, deltaAt, etaAt };
}

function moved(
  point: DavidsonPoint,
  step: Float64Array,
  scale: number,
  { place, deltaAt, etaAt }: Layout,
): DavidsonPoint {
  return {
    lambda: point.lambda.map((value, i) => (place[i]! < 0 ? value : value + scale * step[place[i]!]!)),
    delta: deltaAt < 0 ? point.delta : point.delta + scale * step[deltaAt]!,
    eta: etaAt < 0 ? point.eta : point.eta + scale * step[etaAt]!,
  };
}
