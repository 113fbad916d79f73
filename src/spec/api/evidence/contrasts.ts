/** Contrasts of two arms, and other analyses of them. */
import Type from 'typebox';
import {
  boolean,
  component,
  enumOf,
  hash,
  integer,
  list,
  nullable,
  number,
  object,
  pairOf,
  type ReadonlyStatic,
  text,
} from '../../index.js';
import { ReplicateDifference } from './plans.js';

/** Spread between the children of an arm. */
export const SeedVariance = component('SeedVariance', 'spread between children of one arm that differ in their seed', {
  deviation: nullable(
    Type.Number(),
    'standard deviation, share of points; 0 where the spread is no more than games alone give; only of a round-robin',
  ),
  elo: number('standard deviation of one child, Elo; 0 where the spread is no more than games alone give'),
  residualDeviation: nullable(
    Type.Number(),
    'standard deviation of a match that strengths do not explain, share of points; only of a round-robin',
  ),
  low: number('lower end of the 95 % interval of `elo`'),
  high: number('upper end of the 95 % interval of `elo`'),
});
/** A mean with its interval. */
export const MeanInterval = component('MeanInterval', 'a mean with its 95 % interval', {
  mean: number('the mean'),
  low: nullable(Type.Number(), 'lower end; null for a single value, which says nothing about the spread'),
  high: nullable(Type.Number(), 'upper end; null for a single value'),
});
/** A second analysis of the same games. */
export const Opinion = component('Opinion', 'the arms’ difference by another analysis; it decides nothing', {
  mean: number('share of points above one half, -0.5 to 0.5'),
  standardError: number('of `mean`'),
  df: number('degrees of freedom of the interval'),
  elo: nullable(Type.Number(), 'the mean in Elo; null where a side took every point'),
  low: nullable(Type.Number(), 'lower end of the 95 % interval, Elo; null where it is open'),
  high: nullable(Type.Number(), 'upper end of the 95 % interval, Elo; null where it is open'),
});
/** The same by a mixed model, which also tells variances. */
export const MixedModelOpinion = component('MixedModelOpinion', 'the arms’ difference by a mixed model', {
  ...Opinion.properties,
  rows: number('variance between children of the first arm, squared shares of points'),
  columns: number('variance between children of the second arm, squared shares of points'),
  residual: number('variance of what is left, squared shares of points'),
});
/** Evidence against equal arms that may be looked at after every block. */
export const SymmetryProcess = component(
  'SymmetryProcess',
  'evidence against equal arms, valid however often one looks',
  {
    path: list(Type.Number(), 'e-value after each block; under equal arms its mean is at most 1'),
    largest: number('the largest e-value so far'),
    p: number('1 / largest, at most 1'),
    state: enumOf(['too early', 'undecided', 'first stronger', 'second stronger'], 'what may be said now'),
    decidedAt: nullable(Type.Integer(), 'block, from 1, after which 1 / alpha was first reached; null before that'),
  },
);

const contrast = {
  arms: pairOf(Type.String(), 'ids of the two arms; the difference is the first minus the second'),
  scale: enumOf(
    ['elo', 'score', 'expected points'],
    'unit of `mean`, `low`, `high` and `difference`: Elo; share of points where some difference is not finite in ' +
      'Elo; for policy regret expected points a move that the second arm loses more than the first',
  ),
  differences: list(
    component('ContrastDifference', 'first arm minus second in one replicate', {
      ...ReplicateDifference.properties,
      difference: number('on the scale of the contrast'),
    }),
    'one for each replicate in use',
  ),
  spread: nullable(
    object(
      {
        deviation: number('estimate; often 0 although the spread is not'),
        low: number('lower end of the 95 % interval'),
        high: nullable(Type.Number(), 'upper end of the 95 % interval; null where it is not bounded'),
      },
      'Elo',
    ),
    'standard deviation between replicates of the true difference, beyond what the games’ chance gives (Q-profile); ' +
      'null where the games’ errors are unknown',
  ),
  mean: nullable(Type.Number(), 'mean over replicates, on the scale of the contrast; null without a replicate'),
  low: nullable(
    Type.Number(),
    'lower end of the interval; null before the schedule’s end and with fewer than two replicates',
  ),
  high: nullable(Type.Number(), 'upper end of the interval; null where `low` is'),
  confidence: number('what the interval holds with: 1 - alpha of this look'),
  interval: nullable(
    Type.Enum(['sign flips', 'student'], { type: 'string' }),
    'what the interval rests on: the inverted sign-flip test, or Student’s t with too few replicates; null without one',
  ),
  p: nullable(
    Type.Number(),
    'two-sided p; null before the schedule’s end and with fewer replicates than are needed to reach alpha',
  ),
  test: enumOf(
    ['sign flips', 'sequential sign flips', 'e-process'],
    'where p comes from; the last two serve stop rules',
  ),
  needed: nullable(Type.Integer(), 'replicates that alpha needs, when there are fewer; else null'),
};
/** An arm contrast with the replicate as its unit. */
export const Contrast = component('Contrast', 'the difference of two arms, with the replicate as its unit', contrast);
/** The type that the schema `Contrast` describes. */
export type Contrast = ReadonlyStatic<typeof Contrast>;
const adjustment = {
  adjusted: nullable(
    Type.Number(),
    'p after adjustment over second endpoint, family and placebo (max-T over joint sign flips); null where p is',
  ),
  claimed: boolean('whether it is significant after adjustment, and the primary contrast is too'),
};
/** A further contrast of the plan. */
export const FamilyContrast = component('FamilyContrast', 'a further contrast of the plan', {
  ...contrast,
  ...adjustment,
});
/** Policy regret of the arms. */
export const RegretSummary = component('RegretSummary', 'policy regret of the arms, on one fixed set of positions', {
  positions: hash('SHA-256 of the set of positions'),
  count: integer('positions'),
  contrast: Contrast,
  positionsError: nullable(
    Type.Number(),
    'standard error of the contrast’s mean over other positions of the same kind; null where unknown',
  ),
  byPhase: list(
    object(
      { phase: enumOf(['opening', 'middle game', 'endgame'], 'phase of the positions'), contrast: Contrast },
      'one phase',
    ),
    'the contrast by phase, unadjusted',
  ),
  arms: list(
    object(
      {
        arm: text('id of the arm'),
        temperature: nullable(Type.Number(), 'at which its children choose; null where none was measured'),
        children: integer('children measured'),
        mean: nullable(Type.Number(), 'expected points lost a move, mean over children; null where none was measured'),
        base: nullable(Type.Number(), 'the same of the untouched base'),
      },
      'one arm',
    ),
    'every arm of the plan',
  ),
  withElo: nullable(
    object(
      {
        r: number('Pearson’s correlation over children'),
        low: number('lower end of the 95 % interval'),
        high: number('upper end of the 95 % interval'),
        children: integer('rated children'),
      },
      'negative where children that lose less are rated higher',
    ),
    'how far regret goes with the Elo of the same children; null for fewer than four',
  ),
});
/** The type that the schema `RegretSummary` describes. */
export type RegretSummary = ReadonlyStatic<typeof RegretSummary>;
/** The contrast of the two shuffled arms. */
export const Placebo = component(
  'Placebo',
  'the contrast of `shuffled-a` and `shuffled-b`, which differ by chance alone',
  {
    ...contrast,
    ...adjustment,
    passed: nullable(
      Type.Boolean(),
      'true where it shows none, false where it is claimed; null without a p, or where a difference may not be claimed',
    ),
  },
);

/** What a sequential stop rule found. */
export const SequentialResult = component('SequentialResult', 'what a sequential stop rule found; shares of points', {
  looks: nullable(
    list(
      object(
        {
          blocks: integer('complete blocks'),
          spent: number('level spent at this look and before'),
          threshold: nullable(Type.Number(), 'mean difference that stops here, either side; null where none could'),
          statistic: number('mean difference so far'),
          stopped: boolean('whether the rule ended the run here'),
        },
        'one look',
      ),
      'looks taken so far',
    ),
    'planned looks of exact sequential sign flips; null for the e-process',
  ),
  elo: object(
    {
      estimate: nullable(Type.Number(), 'the corrected estimate, Elo'),
      low: nullable(Type.Number(), 'its lower end, Elo'),
      high: nullable(Type.Number(), 'its upper end, Elo'),
    },
    '`estimate`, `low` and `high` on Davidson’s scale; null where they are, and in a round-robin',
  ),
  decidedAt: nullable(
    Type.Integer(),
    'block after which it ended the tournament, counted over this one and those it follows; null while it has not',
  ),
  blocks: integer('blocks looked at'),
  planned: integer('blocks that there could have been'),
  evidence: nullable(Type.Number(), 'the largest e-value so far; null for planned looks'),
  needed: nullable(Type.Number(), 'the e-value that decides: 1 / alpha; null for planned looks'),
  estimate: nullable(
    Type.Number(),
    'median-unbiased after the stop, share of points, first arm minus second; null while it goes on',
  ),
  low: nullable(Type.Number(), 'lower end, whatever made the run stop; null while it goes on or nothing is bounded'),
  high: nullable(Type.Number(), 'upper end; null as `low`'),
});
/** The type that the schema `SequentialResult` describes. */
export type SequentialResult = ReadonlyStatic<typeof SequentialResult>;
