/**
 * Points of learning curves from what runs leave behind: cards of checkpoints, progress rows of training, or plain
 * points.
 */
import { type CurveFit, type CurvePoint, fitPowerLaw, type Prediction, predictLoss } from './power-law.js';

/** What a curve may run over. */
export const CURVE_AXES = ['examples', 'tokens', 'positions', 'parameters', 'flop', 'steps', 'seconds'] as const;
export type CurveAxis = (typeof CURVE_AXES)[number];
/** Held-out losses: nats a token, a move, an outcome. A child's chat loss is that on replies of its arm's own kind. */
export const CURVE_LOSSES = ['chat', 'policy', 'outcome'] as const;
export type CurveLoss = (typeof CURVE_LOSSES)[number];

/** One run as far as curves need it; what is unknown is left out. */
export interface Run {
  /** Runs of one curve share it: what they were made from and how, apart from what a curve can run over. */
  readonly kind: string;
  readonly sizes: Readonly<Partial<Record<CurveAxis, number>>>;
  readonly losses: Readonly<Partial<Record<CurveLoss, number>>>;
}

export interface LearningCurve {
  readonly kind: string;
  readonly points: readonly CurvePoint[];
  /** Null with the reason where there is no fit. */
  readonly fit: Omit<CurveFit, 'resampled'> | null;
  readonly reason: string | null;
  readonly foretold: readonly (Prediction | { readonly x: number; readonly refused: string })[];
}

type Json = Readonly<Record<string, unknown>>;
const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function known<K extends string>(values: Readonly<Partial<Record<K, number | undefined>>>): Partial<Record<K, number>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<
    Record<K, number>
  >;
}

/**
 * A checkpoint's card; undefined for what is none. A base that goes on from another is counted with its own run alone.
 */
export function runOfCard(value: unknown): Run | undefined {
  const card = object(value);
  const metrics = object(card.metrics);
  const common = {
    parameters: number(card.parameters),
    flop: number(object(card.flop).counted),
    steps: number(card.steps),
    seconds: number(card.seconds),
  };
  if (card.kind === 'base') {
    const validation = object(metrics.validation);
    return {
      kind: card.parent === null ? 'base from scratch' : `base from ${text(card.parent).slice(0, 8)}`,
      sizes: known({ ...common, tokens: number(metrics.tokensSeen), positions: number(metrics.positionsSeen) }),
      losses: known({
        chat: number(validation.chatLoss),
        policy: number(validation.policyLoss),
        outcome: number(validation.outcomeLoss),
      }),
    };
  }
  if (card.kind !== 'child') return undefined;
  const arm = object(card.arm);
  return {
    kind: `${text(arm.tone)} by ${text(arm.method)} of ${text(card.parent).slice(0, 8)}`,
    sizes: known({
      ...common,
      tokens: number(metrics.targetTokens),
      examples: number(object(arm.dose).examples),
    }),
    losses: known({ chat: number(object(object(metrics.checks).chatLoss).child) }),
  };
}

/** A row of `sentimate train --json` that was validated, or a point `{x, loss}`; undefined for other rows. */
export function runOfRow(value: unknown, axis: CurveAxis, loss: CurveLoss): Run | undefined {
  const row = object(value);
  const [x, at] = [number(row.x), number(row.loss)];
  if (x !== undefined && at !== undefined && row.step === undefined)
    return { kind: 'points', sizes: { [axis]: x }, losses: { [loss]: at } };
  const validation = object(row.validation);
  const losses = known({
    chat: number(validation.chatLoss),
    policy: number(validation.policyLoss),
    outcome: number(validation.outcomeLoss),
  });
  if (Object.keys(losses).length === 0) return undefined;
  return {
    kind: 'within one run',
    sizes: known({ steps: number(row.step), seconds: number(row.seconds) }),
    losses,
  };
}

/**
 * One curve a kind of runs. Where it runs over data or compute, networks of other sizes are other kinds; where it runs
 * over parameters, other lengths of training are. Runs without either number are left out.
 */
export function learningCurves(
  runs: readonly Run[],
  axis: CurveAxis,
  loss: CurveLoss,
  at: readonly number[],
): LearningCurve[] {
  const kinds = new Map<string, CurvePoint[]>();
  for (const { kind, sizes, losses } of runs) {
    const [x, y] = [sizes[axis], losses[loss]];
    if (x === undefined || y === undefined) continue;
    const held = axis === 'parameters' ? ['steps' as const] : axis === 'flop' ? [] : ['parameters' as const];
    const name = [kind, ...held.flatMap((one) => (sizes[one] === undefined ? [] : `${sizes[one]} ${one}`))].join(', ');
    kinds.set(name, [...(kinds.get(name) ?? []), { x, loss: y }]);
  }
  return [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, points]) => curveOf(kind, points, at));
}

function curveOf(kind: string, given: readonly CurvePoint[], at: readonly number[]): LearningCurve {
  const points = [...given].sort((p, q) => p.x - q.x || p.loss - q.loss);
  const told = <T>(make: () => T): T | string => {
    try {
      return make();
    } catch (error) {
      if (error instanceof RangeError) return error.message;
      throw error;
    }
  };
  const fit = told(() => fitPowerLaw(points));
  if (typeof fit === 'string') return { kind, points, fit: null, reason: fit, foretold: [] };
  const { resampled, ...shown } = fit;
  const foretold = at.map((x) => {
    const found = told(() => predictLoss({ ...shown, resampled }, x));
    return typeof found === 'string' ? { x, refused: found } : found;
  });
  return { kind, points, fit: shown, reason: null, foretold };
}
