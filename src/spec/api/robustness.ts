/** How far the primary contrast depends on choices that could have been made otherwise; how often an arm is better. */
import Type from 'typebox';
import {
  component,
  enumOf,
  integer,
  list,
  nullable,
  number,
  object,
  pairOf,
  type ReadonlyStatic,
  text,
} from '../index.js';

/** What an alternative analysis changes. */
const SPECIFICATION_GROUPS = [
  'plan',
  'endpoint',
  'estimator',
  'treatment',
  'openings',
  'colours',
  'decoding',
  'replicates',
] as const;

const SpecificationRow = component('SpecificationRow', 'the primary contrast by one declared analysis', {
  id: text('stable name of the analysis'),
  group: enumOf([...SPECIFICATION_GROUPS], 'what it changes; `plan`: nothing'),
  name: text('what is done'),
  differs: text('how that differs from the plan'),
  scale: enumOf(['elo', 'score', 'expected points'], 'unit of `estimate`, `low` and `high`, as in a contrast'),
  estimate: nullable(Type.Number(), 'first arm minus second; null where it cannot be had, see `unavailable`'),
  low: nullable(Type.Number(), 'lower end of the 95 % interval, or least value of a range; null as `estimate`'),
  high: nullable(Type.Number(), 'upper end of the 95 % interval, or greatest value of a range; null as `estimate`'),
  interval: enumOf(
    ['confidence', 'range'],
    '`confidence`: as in the verdict by inverted sign flips over replicates, or by Student’s t where there are few ' +
      'or more than 14, or by the estimator’s own; `range`: of the estimates without one replicate',
  ),
  standardError: nullable(
    Type.Number(),
    'in the unit of `estimate`, which divided by it compares endpoints of different units; null where unknown',
  ),
  replicates: nullable(Type.Integer(), 'replicates that it rests on; null without an estimate'),
  games: nullable(Type.Integer(), 'games that it rests on; null for policy regret and without an estimate'),
  unavailable: nullable(Type.String(), 'why there is no estimate; null where there is one'),
});

/** The primary contrast under declared alternatives. */
export const SpecificationCurve = component(
  'SpecificationCurve',
  'the primary contrast under alternatives that were declared before any result; it describes and tests nothing',
  {
    arms: pairOf(Type.String(), 'ids of the two arms; estimates are the first minus the second'),
    rows: list(SpecificationRow, 'the plan’s own analysis first, then the alternatives; the same list before results'),
    sameSign: nullable(
      object(
        { of: integer('alternatives with an estimate'), same: integer('those with the sign of the plan’s own') },
        'ranges left out',
      ),
      'how many alternatives agree in sign; null without the plan’s own estimate',
    ),
  },
);
/** The type that the schema `SpecificationCurve` describes. */
export type SpecificationCurve = ReadonlyStatic<typeof SpecificationCurve>;

const bootstrapEnds = {
  low: nullable(
    Type.Number(),
    'lower end of the 95 % interval; null where all replicates agree, so that resampling shows no spread',
  ),
  high: nullable(Type.Number(), 'upper end; null as `low`'),
};
const childrenCompared = (what: string) =>
  nullable(
    object(
      { probability: number('that the first arm’s child is better, ties as one half'), ...bootstrapEnds },
      `Mann-Whitney over all pairs of children, ${what}`,
    ),
    'null where some child of the two arms has no such value',
  );

/** How often the first arm is better than the second. */
export const Improvement = component('Improvement', 'how often the first arm is better than the second', {
  arms: pairOf(Type.String(), 'ids of the two arms'),
  replicates: integer('replicates that are resampled'),
  resamples: integer('bootstrap samples of replicates, seeded by the plan’s hash'),
  byElo: childrenCompared('by their joint ratings'),
  byRegret: childrenCompared('by policy regret at their own temperature, less being better'),
  game: nullable(
    object(
      {
        win: number('probability that the first arm’s child wins'),
        draw: number('probability of a draw'),
        ...bootstrapEnds,
        games: integer('direct games within replicates'),
      },
      'a game between a child of the first arm and one of the second, colours alternating; the interval is of `win`',
    ),
    'null where the two arms met in no game',
  ),
  replicate: nullable(
    object(
      {
        above: number('replicates whose difference is above 0, equal ones as one half'),
        probability: number('that a new replicate’s difference is above 0, measured as these were'),
        low: nullable(Type.Number(), 'lower end of the 95 % interval; null with fewer than three replicates'),
        high: nullable(Type.Number(), 'upper end; null as `low`'),
      },
      'predicted by Student’s t from mean and spread of the differences',
    ),
    'null with fewer than two replicates',
  ),
});
/** The type that the schema `Improvement` describes. */
export type Improvement = ReadonlyStatic<typeof Improvement>;
