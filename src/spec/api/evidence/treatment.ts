/** What fine-tuning did beside strength: whether the treatment took, what it damaged, and side effects. */
import Type from 'typebox';
import { SIDE_EFFECTS } from '../../../vocabulary/index.js';
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
} from '../../index.js';
import { MeanInterval } from './contrasts.js';

const TreatmentAnswer = enumOf(
  ['took', 'did not take', 'cannot tell'],
  '`took`: the interval lies on the expected side of 0; `did not take`: it excludes the least effect (for the ' +
    'language model: it lies on the other side of 0); `cannot tell`: neither',
);

/** What one judge says. */
const JudgeOpinion = component('JudgeOpinion', 'the tone of two arms by one judge', {
  judge: enumOf(
    ['vader', 'classifier', 'gold'],
    '`vader`: VADER compound of replies; `classifier`: P(positive) - P(negative) of replies by a classifier that did ' +
      'not choose the data; `gold`: nats a token by which the language model prefers positive replies',
  ),
  unit: enumOf(
    ['replicates and prompts', 'replicates', 'prompts of one replicate', 'replies of one replicate'],
    'what the interval holds over; the last two say nothing about other children',
  ),
  mean: number('first arm minus second'),
  low: nullable(Type.Number(), 'lower end of the 95 % interval; null for a single value'),
  high: nullable(Type.Number(), 'upper end; null for a single value'),
  base: pairOf(Type.Number(), 'mean change of each arm against the base'),
  answer: nullable(TreatmentAnswer, 'null where the tones promise no side'),
});

/** Whether the arms of the primary contrast differ in the tone of their replies. */
export const TreatmentCheck = component(
  'TreatmentCheck',
  'whether the arms of the primary contrast differ in tone as they should',
  {
    arms: pairOf(Type.String(), 'ids of the two arms; differences are the first minus the second'),
    expected: enumOf(
      ['first more positive', 'second more positive', 'no side'],
      'what the tones promise; `no side` for tones of equal or unknown sentiment',
    ),
    leastEffect: number('difference (VADER compound, or probability) below which the treatment did not take'),
    judges: list(JudgeOpinion, 'VADER first; others where every child was measured by them'),
    answer: nullable(TreatmentAnswer, 'that of VADER; null where the tones promise no side'),
    disagree: nullable(Type.String(), 'where judges contradict each other, in one sentence; null where none do'),
  },
);
/** The type that the schema `TreatmentCheck` describes. */
export type TreatmentCheck = ReadonlyStatic<typeof TreatmentCheck>;

/** What fine-tuning did to an arm's children beside their tone. */
export const ArmDamage = component('ArmDamage', 'what fine-tuning cost an arm’s children, against their base', {
  perplexity: nullable(
    object(
      {
        child: number('geometric mean over children of the perplexity on neutral dialogue'),
        base: number('the same of their base'),
        ratio: number('child / base, geometric mean over children'),
        low: nullable(Type.Number(), 'lower end of the 95 % interval of the ratio (Student’s t over logarithms)'),
        high: nullable(Type.Number(), 'upper end; null for a single child'),
      },
      'on held-out neutral dialogue',
    ),
    'null where it was not measured',
  ),
  drift: nullable(
    MeanInterval,
    'KL(base || child) of the chess policy, nats; mean over children; null without a child',
  ),
});
/** The type that the schema `ArmDamage` describes. */
export type ArmDamage = ReadonlyStatic<typeof ArmDamage>;

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
