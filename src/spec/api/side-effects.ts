/** What fine-tuning did beside tone and strength. */
import Type from 'typebox';
import { component, list, maybe, num, object, oneOf, type ReadonlyStatic, text, two, whole } from '../index.js';

const measures = [
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
  measure: oneOf([...measures], 'what was measured'),
  scale: oneOf(
    ['ratio', 'nats', 'share', 'plies'],
    '`ratio`: geometric means, compared by logarithms; `nats`; `share`: 0 to 1; `plies`: of a game',
  ),
  arms: list(
    object(
      {
        arm: text('id of the arm'),
        mean: maybe(Type.Number(), 'mean over children; null where none was measured'),
        children: whole('children that it is a mean over'),
      },
      'one arm',
    ),
    'every arm of the plan',
  ),
  base: maybe(Type.Number(), 'of the untouched base; null where it was not measured'),
  contrast: maybe(
    object(
      {
        differences: list(
          object(
            {
              replicate: whole('number of the replicate'),
              difference: num('first arm minus second; of logarithms where the scale is `ratio`'),
            },
            'one replicate',
          ),
          'by replicate',
        ),
        mean: maybe(Type.Number(), 'mean over replicates; null without one'),
        low: maybe(
          Type.Number(),
          'lower end of the interval, not adjusted for the number of measures; null for fewer than two',
        ),
        high: maybe(Type.Number(), 'upper end of the interval; null for fewer than two'),
        p: maybe(
          Type.Number(),
          'exact sign flips; null before the schedule’s end, with too few replicates and under a sequential stop',
        ),
        adjusted: maybe(Type.Number(), 'p after Holm’s adjustment over the declared set; null where p is'),
      },
      'first arm minus second',
    ),
    'null for a single arm',
  ),
});

/** Every measure of the declared set. */
export const SideEffects = component('SideEffects', 'what fine-tuning did beside tone and strength', {
  arms: maybe(
    two(Type.String(), 'ids of the two arms'),
    'the primary contrast, first minus second; null for a single arm',
  ),
  alpha: num('two-sided significance level'),
  declared: whole('measures of the declared set'),
  needed: whole('least replicates with which one measure’s p, multiplied by `declared`, can reach alpha'),
  rows: list(SideEffectRow, 'measures that were taken in some child'),
  missing: list(oneOf([...measures], 'a measure'), 'declared, but measured in no child'),
});
/** Side effects, typed. */
export type SideEffects = ReadonlyStatic<typeof SideEffects>;
