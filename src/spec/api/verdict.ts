/** The planned analysis, applied to the results of a tournament of arms. */
import Type from 'typebox';
import {
  boolean,
  branded,
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
  timestamp,
} from '../index.js';
import { EarlierLook, ReplicateDifference } from './plans.js';

/** Spread between the children of an arm. */
const SeedVariance = component('SeedVariance', 'spread between children of one arm that differ in their seed', {
  deviation: number('standard deviation, share of points; 0 where the spread is no more than games alone give'),
  elo: number('the same in Elo, by the slope of Davidson’s scale at equality'),
  low: number('lower end of the 95 % interval of `elo`'),
  high: number('upper end of the 95 % interval of `elo`'),
  residualDeviation: number(
    'standard deviation of a match that the players’ strengths do not explain, share of points',
  ),
});
/** A mean with its interval. */
const MeanInterval = component('MeanInterval', 'a mean with its 95 % interval', {
  mean: number('the mean'),
  low: nullable(Type.Number(), 'lower end; null for a single value, which says nothing about the spread'),
  high: nullable(Type.Number(), 'upper end; null for a single value'),
});
/** A second analysis of the same games. */
const Opinion = component('Opinion', 'the arms’ difference by another analysis; it decides nothing', {
  mean: number('share of points above one half, -0.5 to 0.5'),
  standardError: number('of `mean`'),
  df: number('degrees of freedom of the interval'),
  elo: nullable(Type.Number(), 'the mean in Elo; null where a side took every point'),
  low: nullable(Type.Number(), 'lower end of the 95 % interval, Elo; null where it is open'),
  high: nullable(Type.Number(), 'upper end of the 95 % interval, Elo; null where it is open'),
});
/** The same by a mixed model, which also tells variances. */
const MixedModelOpinion = component('MixedModelOpinion', 'the arms’ difference by a mixed model', {
  ...Opinion.properties,
  rows: number('variance between children of the first arm, squared shares of points'),
  columns: number('variance between children of the second arm, squared shares of points'),
  residual: number('variance of what is left, squared shares of points'),
});
/** Evidence against equal arms that may be looked at after every block. */
const SymmetryProcess = component('SymmetryProcess', 'evidence against equal arms, valid however often one looks', {
  path: list(Type.Number(), 'e-value after each block; under equal arms its mean is at most 1'),
  largest: number('the largest e-value so far'),
  p: number('1 / largest, at most 1'),
  state: enumOf(['too early', 'undecided', 'first stronger', 'second stronger'], 'what may be said now'),
  decidedAt: nullable(Type.Integer(), 'block, from 1, after which 1 / alpha was first reached; null before that'),
});

const contrast = {
  arms: pairOf(Type.String(), 'ids of the two arms; the difference is the first minus the second'),
  scale: enumOf(
    ['elo', 'score'],
    'unit of `mean`, `low`, `high` and `difference`: Elo, or share of points where some child has no rating',
  ),
  differences: list(
    component('ContrastDifference', 'first arm minus second in one replicate', {
      ...ReplicateDifference.properties,
      difference: number('on the scale of the contrast'),
    }),
    'one for each replicate in use',
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
  test: enumOf(['sign flips', 'e-process'], 'where p comes from; the e-process serves a sequential stop'),
  needed: nullable(Type.Integer(), 'replicates that alpha needs, when there are fewer; else null'),
};
/** An arm contrast with the replicate as its unit. */
export const Contrast = component('Contrast', 'the difference of two arms, with the replicate as its unit', contrast);
/** The type that the schema `Contrast` describes. */
export type Contrast = ReadonlyStatic<typeof Contrast>;
/** A further contrast of the plan. */
const FamilyContrast = component('FamilyContrast', 'a further contrast of the plan', {
  ...contrast,
  adjusted: nullable(Type.Number(), 'p after Holm’s adjustment over the family; null where p is'),
});
/** The contrast of the two shuffled arms. */
const Placebo = component('Placebo', 'the contrast of `shuffled-a` and `shuffled-b`, which differ by chance alone', {
  ...contrast,
  passed: nullable(Type.Boolean(), 'false where it shows a difference all the same, at alpha; null without a p'),
});

/** The effect of fine-tuning on one arm. */
const ArmSummary = component('ArmSummary', 'what fine-tuning did to one arm', {
  arm: text('id of the arm'),
  meanElo: nullable(Type.Number(), 'mean Elo of its children in use; null where one of them has no rating'),
  children: integer('children whose checks are in'),
  replySentiment: nullable(
    MeanInterval,
    'mean change of the replies’ VADER compound against the base’s; null before the first child',
  ),
  took: nullable(
    Type.Boolean(),
    'whether that interval excludes 0 on the arm’s side; null for tones that promise no side, and without an interval',
  ),
  neutralPerplexity: nullable(
    Type.Number(),
    'geometric mean over children of the perplexity on neutral dialogue; null where none was measured',
  ),
  drift: nullable(
    Type.Number(),
    'mean over children of KL(base || child) of the chess policy, nats; null before the first child',
  ),
  seedVariance: nullable(
    SeedVariance,
    'spread between its seeds, from the matches of its children among themselves; null for fewer than three',
  ),
});

/** What a sequential stop rule found. */
const SequentialResult = component('SequentialResult', 'what a sequential stop rule found; shares of points', {
  decidedAt: nullable(
    Type.Integer(),
    'block after which it ended the tournament, counted over this one and those it follows; null while it has not',
  ),
  blocks: integer('blocks looked at'),
  planned: integer('blocks that there could have been'),
  evidence: number('the largest e-value so far'),
  needed: number('the e-value that decides: 1 / alpha'),
  estimate: nullable(
    Type.Number(),
    'median-unbiased after the stop, share of points, first arm minus second; null while it goes on',
  ),
  low: nullable(Type.Number(), 'lower end, whatever made the run stop; null while it goes on or nothing is bounded'),
  high: nullable(Type.Number(), 'upper end; null as `low`'),
});
/** How alpha is spent over the looks at one question. */
const Spending = component('Spending', 'how alpha is spent over the looks at one question', {
  look: integer('which look this is, from 1'),
  looks: nullable(Type.Integer(), 'looks that the plan provides for; null for any number, as an e-process allows'),
  alpha: number('the level that this look decides at'),
  earlier: list(EarlierLook, 'the looks before, oldest first'),
});
/** The base played against itself under another name. */
const IdenticalWeights = component('IdenticalWeights', 'the base against itself under another name', {
  pairs: list(Type.Integer(), 'pairs by the points of `untouched`: 0, ½, 1, 1½, 2; five numbers'),
  p: number('exact two-sided p of "either name is as likely to be ahead"'),
  limit: number('at or below this p the run is invalid'),
});
/** A check that makes a verdict invalid. */
const FailedCheck = component('FailedCheck', 'a check that makes the verdict invalid', {
  check: enumOf(
    ['treatment did not take', 'damage imbalance', 'identical weights', 'failed replicates'],
    'which check failed',
  ),
  message: text('how it failed, in one line'),
});
/** Where a run is not what its plan says. */
const Deviation = component('Deviation', 'where the run is not what the plan says', {
  kind: enumOf(
    [
      'plan changed',
      'games differ',
      'games not planned',
      'games not played',
      'games not used',
      'replicates left out',
      'children not checked',
      'contradicting results',
    ],
    'what differs',
  ),
  message: text('what differs, in one line'),
  count: integer('how many games, replicates or children'),
});

/** What the planned analysis may conclude. */
export type VerdictState =
  | 'no contrast' // a single arm
  | 'too few replicates' // the plan has fewer than alpha needs
  | 'too early' // the schedule is not yet complete
  | 'invalid'
  | 'inconclusive'
  | 'equivalent'
  | `${string} stronger`;

const verdict = {
  state: branded<VerdictState>(
    '`no contrast` (a single arm), `too few replicates` (fewer than alpha needs), `too early` (the schedule is not ' +
      'complete), `invalid`, `inconclusive`, `equivalent`, or `ARM stronger` with the id of an arm',
  ),
  hypothesis: text('what was to be found out, as planned'),
  contrast: nullable(Contrast, 'the primary contrast; null for a single arm'),
  withinMargin: boolean('`stronger`, but by less than the plan’s margin'),
  secondOpinions: nullable(
    object(
      {
        mixedModel: nullable(
          MixedModelOpinion,
          'REML with the children of either arm as crossed random effects; null for fewer than two replicates',
        ),
        twoWayClusters: nullable(Opinion, 'two-way cluster-robust errors; null for fewer than two replicates'),
      },
      'from the matches between the two arms alone',
    ),
    'other analyses, which decide nothing; null before the schedule’s end and after an early stop',
  ),
  watch: nullable(SymmetryProcess, 'what may be said while the games are still coming in; null for a single arm'),
  sequential: nullable(SequentialResult, 'null for a plan that is played to its end'),
  spending: Spending,
  family: list(FamilyContrast, 'the plan’s other contrasts'),
  placebo: nullable(Placebo, 'null for a plan without both shuffled arms'),
  arms: list(ArmSummary, 'every arm of the plan'),
  seedVariance: nullable(SeedVariance, 'spread between seeds, all arms pooled; null where no arm has three children'),
  identicalWeights: nullable(IdenticalWeights, 'null for plans of earlier versions, which have no twin of the base'),
  failedChecks: list(FailedCheck, 'what makes the verdict invalid, also while there are too few replicates for any'),
  deviations: list(Deviation, 'where the run is not what the plan says; empty when all went as planned'),
  replicates: object(
    {
      used: list(Type.Integer(), 'numbers of the replicates in use'),
      failed: list(Type.Integer(), 'numbers of those that failed in some arm'),
      planned: integer('replicates of the plan'),
    },
    'replicates of this tournament',
  ),
  complete: boolean('whether nothing more is to come'),
  line: text('all of this in one plain sentence'),
};
/** A verdict as a report carries it. */
export const ReportVerdict = component(
  'ReportVerdict',
  'the planned analysis, applied to complete replicates',
  verdict,
);
/** The type that the schema `ReportVerdict` describes. */
export type ReportVerdict = ReadonlyStatic<typeof ReportVerdict>;
/** Answer of GET /tournaments/{id}/verdict. */
export const Verdict = component('Verdict', 'the planned analysis, applied to complete replicates', {
  ...verdict,
  asOf: timestamp('when the last thing happened that the version counts'),
  version: integer('version of the tournament that it was computed at'),
});
/** The type that the schema `Verdict` describes. */
export type Verdict = ReadonlyStatic<typeof Verdict>;

/** Answer of GET /tournaments/{id}/contrast. */
export const ContrastRun = component('ContrastRun', 'the primary contrast as it developed', {
  run: nullable(
    object(
      {
        arms: pairOf(Type.String(), 'ids of the two arms; differences are the first minus the second'),
        alpha: number('level of the interval, two-sided'),
        planned: integer('blocks that the plan has'),
        steps: list(
          component('ContrastStep', 'the contrast after one more complete block', {
            blocks: integer('blocks so far'),
            difference: number('share of points, first arm minus second, in this block alone'),
            mean: number('mean of the differences so far'),
            low: nullable(
              Type.Number(),
              'lower end of the interval that holds at all looks together; null: not bounded yet',
            ),
            high: nullable(Type.Number(), 'upper end of that interval; null where it is not bounded yet'),
            evidence: number('e-value against equal arms so far'),
          }),
          'one step for each complete block, in the order of the schedule',
        ),
      },
      'the run of the contrast',
    ),
    'null for a plan without a contrast',
  ),
  asOf: timestamp('when the last thing happened that the version counts'),
  version: integer('version of the tournament that it was computed at'),
});
/** The type that the schema `ContrastRun` describes. */
export type ContrastRun = ReadonlyStatic<typeof ContrastRun>;
