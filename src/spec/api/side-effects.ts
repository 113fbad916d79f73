/** What fine-tuning did beside tone and strength. */
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

/** The declared measures: the family whose error is controlled. */
export const SIDE_EFFECTS = [
  'neutral perplexity',
  'policy KL, opening',
  'policy KL, middle game',
  'policy KL, endgame',
  'legal share',
  'puzzles solved',
  'trades',
  'checks',
  'king moves',
  'repetitions',
  'game length',
] as const;

/** One measure of the declared set. */
const SideEffectRow = component('SideEffectRow', 'one measure, in every arm', {
  measure: enumOf([...SIDE_EFFECTS], 'what was measured'),
  scale: enumOf(
    ['ratio', 'nats', 'share', 'plies'],
    '`ratio`: geometric means, compared by logarithms; `nats`; `share`: 0 to 1; `plies`: of a game',
  ),
  arms: list(
    object(
      {
        arm: text('id of the arm'),
        mean: nullable(Type.Number(), 'mean over children; null where none was measured'),
        children: integer('children that it is a mean over'),
      },
      'one arm',
    ),
    'every arm of the plan',
  ),
  base: nullable(Type.Number(), 'of the untouched base; null where it was not measured'),
  contrast: nullable(
    object(
      {
        differences: list(
          object(
            {
              replicate: integer('number of the replicate'),
              difference: number('first arm minus second; of logarithms where the scale is `ratio`'),
            },
            'one replicate',
          ),
          'by replicate',
        ),
        mean: nullable(Type.Number(), 'mean over replicates; null without one'),
        low: nullable(
          Type.Number(),
          'lower end of the interval, not adjusted for the number of measures; null for fewer than two',
        ),
        high: nullable(Type.Number(), 'upper end of the interval; null for fewer than two'),
        p: nullable(
          Type.Number(),
          'exact sign flips; null before the schedule’s end, with too few replicates and under a sequential stop',
        ),
        adjusted: nullable(
          Type.Number(),
          'p after adjustment over all measures (max-T over joint sign flips); null where p is',
        ),
      },
      'first arm minus second',
    ),
    'null for a single arm',
  ),
});

/** Every measure of the declared set. */
export const SideEffects = component('SideEffects', 'what fine-tuning did beside tone and strength', {
  arms: nullable(
    pairOf(Type.String(), 'ids of the two arms'),
    'the primary contrast, first minus second; null for a single arm',
  ),
  alpha: number('two-sided significance level'),
  declared: integer('measures of the declared set'),
  needed: integer('least replicates with which any p can reach alpha'),
  rows: list(SideEffectRow, 'measures that were taken in some child'),
  missing: list(enumOf([...SIDE_EFFECTS], 'a measure'), 'declared, but measured in no child'),
});
/** The type that the schema `SideEffects` describes. */
export type SideEffects = ReadonlyStatic<typeof SideEffects>;
