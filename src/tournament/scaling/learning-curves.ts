/**
 * Learning curves from the records of runs: cards of checkpoints, progress rows of training, or plain points.
 */
import { type CurveFit, type CurvePoint, fitPowerLaw, type Prediction, predictLoss } from './power-law.js';

/** Quantities that a curve may have on its x axis. */
export const CURVE_AXES = ['examples', 'tokens', 'positions', 'parameters', 'flop', 'steps', 'seconds'] as const;
/** One of the quantities on the x axis. */
export type CurveAxis = (typeof CURVE_AXES)[number];
/**
 * Held-out losses, in nats per token, per move and per outcome. A child's chat loss is that on replies of its arm's own
 * kind.
 */
export const CURVE_LOSSES = ['chat', 'policy', 'outcome'] as const;
/** One of the held-out losses. */
export type CurveLoss = (typeof CURVE_LOSSES)[number];

/** One run as far as curves need it; unknown values are left out. */
export interface Run {
  /** Equal for runs of one curve: what they were made from and how, except quantities of the x axis. */
  readonly kind: string;
  readonly sizes: Readonly<Partial<Record<CurveAxis, number>>>;
  readonly losses: Readonly<Partial<Record<CurveLoss, number>>>;
}

/** One curve with its fit and predictions. */
export interface LearningCurve {
  readonly kind: string;
  /** By increasing x. */
  readonly points: readonly CurvePoint[];
  /** Null if the points allow no fit; `reason` then says why. */
  readonly fit: Omit<CurveFit, 'resampled'> | null;
  readonly reason: string | null;
  /** One prediction for each requested x, or why it is refused. */
  readonly foretold: readonly (Prediction | { readonly x: number; readonly refused: string })[];
}

type JsonObject = Readonly<Record<string, unknown>>;
const asObject = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
const asNumber = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;
const asText = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Drops undefined values. */
function defined<K extends string>(
  values: Readonly<Partial<Record<K, number | undefined>>>,
): Partial<Record<K, number>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<
    Record<K, number>
  >;
}

/**
 * Reads a checkpoint's card; returns undefined for other values. A base that continues another one is counted with its
 * own run alone.
 */
export function runOfCard(value: unknown): Run | undefined {
  const card = asObject(value);
  const metrics = asObject(card.metrics);
  const common = {
    parameters: asNumber(card.parameters),
    flop: asNumber(asObject(card.flop).counted),
    steps: asNumber(card.steps),
    seconds: asNumber(card.seconds),
  };
  if (card.kind === 'base') {
    const validation = asObject(metrics.validation);
    return {
      kind: card.parent === null ? 'base from scratch' : `base from ${asText(card.parent).slice(0, 8)}`,
      sizes: defined({ ...common, tokens: asNumber(metrics.tokensSeen), positions: asNumber(metrics.positionsSeen) }),
      losses: defined({
        chat: asNumber(validation.chatLoss),
        policy: asNumber(validation.policyLoss),
        outcome: asNumber(validation.outcomeLoss),
      }),
    };
  }
  if (card.kind !== 'child') return undefined;
  const arm = asObject(card.arm);
  return {
    kind: `${asText(arm.tone)} by ${asText(arm.method)} of ${asText(card.parent).slice(0, 8)}`,
    sizes: defined({
      ...common,
      tokens: asNumber(metrics.targetTokens),
      examples: asNumber(asObject(arm.dose).examples),
    }),
    losses: defined({ chat: asNumber(asObject(asObject(metrics.checks).chatLoss).child) }),
  };
}

/** Reads a validated row of `sentimate train --json`, or a point `{x, loss}`; returns undefined for other rows. */
export function runOfRow(value: unknown, axis: CurveAxis, loss: CurveLoss): Run | undefined {
  const row = asObject(value);
  const [x, y] = [asNumber(row.x), asNumber(row.loss)];
  if (x !== undefined && y !== undefined && row.step === undefined)
    return { kind: 'points', sizes: { [axis]: x }, losses: { [loss]: y } };
  const validation = asObject(row.validation);
  const losses = defined({
    chat: asNumber(validation.chatLoss),
    policy: asNumber(validation.policyLoss),
    outcome: asNumber(validation.outcomeLoss),
  });
  if (Object.keys(losses).length === 0) return undefined;
  return {
    kind: 'within one run',
    sizes: defined({ steps: asNumber(row.step), seconds: asNumber(row.seconds) }),
    losses,
  };
}

/**
 * Returns one curve for each kind of runs, with predictions at the x of `at`. On an axis of data or time, networks of
 * different sizes are different kinds; on the axis of parameters, different lengths of training are. Runs that lack the
 * size or the loss are left out.
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
    const fixed = axis === 'parameters' ? ['steps' as const] : axis === 'flop' ? [] : ['parameters' as const];
    const name = [kind, ...fixed.flatMap((one) => (sizes[one] === undefined ? [] : `${sizes[one]} ${one}`))].join(', ');
    kinds.set(name, [...(kinds.get(name) ?? []), { x, loss: y }]);
  }
  return [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, points]) => curveOf(kind, points, at));
}

function curveOf(kind: string, given: readonly CurvePoint[], at: readonly number[]): LearningCurve {
  const points = [...given].sort((p, q) => p.x - q.x || p.loss - q.loss);
  const resultOrReason = <T>(compute: () => T): T | string => {
    try {
      return compute();
    } catch (error) {
      if (error instanceof RangeError) return error.message;
      throw error;
    }
  };
  const fit = resultOrReason(() => fitPowerLaw(points));
  if (typeof fit === 'string') return { kind, points, fit: null, reason: fit, foretold: [] };
  const { resampled, ...shown } = fit;
  const foretold = at.map((x) => {
    const prediction = resultOrReason(() => predictLoss({ ...shown, resampled }, x));
    return typeof prediction === 'string' ? { x, refused: prediction } : prediction;
  });
  return { kind, points, fit: shown, reason: null, foretold };
}
