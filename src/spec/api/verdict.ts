/** The planned analysis, applied to the results of a tournament of arms. */
import Type from 'typebox';
import {
  branded,
  component,
  flag,
  list,
  maybe,
  num,
  object,
  oneOf,
  type ReadonlyStatic,
  text,
  time,
  two,
  whole,
} from '../index.js';
import { EarlierLook, ReplicateDifference } from './plans.js';

/** Spread between the children of an arm. */
const SeedVariance = component('SeedVariance', 'spread between children of one arm that differ in their seed', {
  deviation: num('standard deviation, share of points; 0 where the spread is no more than games alone give'),
  elo: num('the same in Elo, by the slope of Davidson’s scale at equality'),
  residualDeviation: num('standard deviation of a match that the players’ strengths do not explain, share of points'),
});
/** A mean with its interval. */
const MeanInterval = component('MeanInterval', 'a mean with its 95 % interval', {
  mean: num('the mean'),
  low: maybe(Type.Number(), 'lower end; null for a single value, which says nothing about the spread'),
  high: maybe(Type.Number(), 'upper end; null for a single value'),
});
/** A second analysis of the same games. */
const Opinion = component('Opinion', 'the arms’ difference by another analysis; it decides nothing', {
  mean: num('share of points above one half, -0.5 to 0.5'),
  standardError: num('of `mean`'),
  df: num('degrees of freedom of the interval'),
  elo: maybe(Type.Number(), 'the mean in Elo; null where a side took every point'),
  low: maybe(Type.Number(), 'lower end of the 95 % interval, Elo; null where it is open'),
  high: maybe(Type.Number(), 'upper end of the 95 % interval, Elo; null where it is open'),
});
/** The same by a mixed model, which also tells variances. */
const MixedModelOpinion = component('MixedModelOpinion', 'the arms’ difference by a mixed model', {
  ...Opinion.properties,
  rows: num('variance between children of the first arm, squared shares of points'),
  columns: num('variance between children of the second arm, squared shares of points'),
  residual: num('variance of what is left, squared shares of points'),
});
/** Evidence against equal arms that may be looked at after every block. */
const SymmetryProcess = component('SymmetryProcess', 'evidence against equal arms, valid however often one looks', {
  path: list(Type.Number(), 'e-value after each block; under equal arms its mean is at most 1'),
  largest: num('the largest e-value so far'),
  p: num('1 / largest, at most 1'),
  state: oneOf(['too early', 'undecided', 'first stronger', 'second stronger'], 'what may be said now'),
  decidedAt: maybe(Type.Integer(), 'block, from 1, after which 1 / alpha was first reached; null before that'),
});

const contrast = {
  arms: two(Type.String(), 'ids of the two arms; the difference is the first minus the second'),
  scale: oneOf(
    ['elo', 'score'],
    'unit of `mean`, `low`, `high` and `difference`: Elo, or share of points where some child has no rating',
  ),
  differences: list(
    component('ContrastDifference', 'first arm minus second in one replicate', {
      ...ReplicateDifference.properties,
      difference: num('on the scale of the contrast'),
    }),
    'one for each replicate in use',
  ),
  mean: maybe(Type.Number(), 'mean over replicates, on the scale of the contrast; null without a replicate'),
  low: maybe(
    Type.Number(),
    'lower end of the interval; null before the schedule’s end and with fewer than two replicates',
  ),
  high: maybe(Type.Number(), 'upper end of the interval; null where `low` is'),
  confidence: num('what the interval holds with: 1 - alpha of this look'),
  interval: maybe(
    Type.Enum(['sign flips', 'student'], { type: 'string' }),
    'what the interval rests on: the inverted sign-flip test, or Student’s t with too few replicates; null without one',
  ),
  p: maybe(
    Type.Number(),
    'two-sided p; null before the schedule’s end and with fewer replicates than are needed to reach alpha',
  ),
  test: oneOf(['sign flips', 'e-process'], 'where p comes from; the e-process serves a sequential stop'),
  needed: maybe(Type.Integer(), 'replicates that alpha needs, when there are fewer; else null'),
};
/** An arm contrast with the replicate as its unit. */
export const Contrast = component('Contrast', 'the difference of two arms, with the replicate as its unit', contrast);
/** A contrast, typed. */
export type Contrast = ReadonlyStatic<typeof Contrast>;
/** A further contrast of the plan. */
const FamilyContrast = component('FamilyContrast', 'a further contrast of the plan', {
  ...contrast,
  adjusted: maybe(Type.Number(), 'p after Holm’s adjustment over the family; null where p is'),
});
/** The contrast of the two shuffled arms. */
const Placebo = component('Placebo', 'the contrast of `shuffled-a` and `shuffled-b`, which differ by chance alone', {
  ...contrast,
  passed: maybe(Type.Boolean(), 'false where it shows a difference all the same, at alpha; null without a p'),
});

/** What one arm's fine-tuning did. */
const ArmSummary = component('ArmSummary', 'what fine-tuning did to one arm', {
  arm: text('id of the arm'),
  meanElo: maybe(Type.Number(), 'mean Elo of its children in use; null where one of them has no rating'),
  children: whole('children whose checks are in'),
  replySentiment: maybe(
    MeanInterval,
    'mean change of the replies’ VADER compound against the base’s; null before the first child',
  ),
  took: maybe(
    Type.Boolean(),
    'whether that interval excludes 0 on the arm’s side; null for tones that promise no side, and without an interval',
  ),
  neutralPerplexity: maybe(
    Type.Number(),
    'geometric mean over children of the perplexity on neutral dialogue; null where none was measured',
  ),
  drift: maybe(
    Type.Number(),
    'mean over children of KL(base || child) of the chess policy, nats; null before the first child',
  ),
  seedVariance: maybe(
    SeedVariance,
    'spread between its seeds, from the matches of its children among themselves; null for fewer than three',
  ),
});

/** What a sequential stop rule found. */
const SequentialResult = component('SequentialResult', 'what a sequential stop rule found; shares of points', {
  decidedAt: maybe(
    Type.Integer(),
    'block after which it ended the tournament, counted over this one and those it follows; null while it has not',
  ),
  blocks: whole('blocks looked at'),
  planned: whole('blocks that there could have been'),
  evidence: num('the largest e-value so far'),
  needed: num('the e-value that decides: 1 / alpha'),
  estimate: maybe(
    Type.Number(),
    'median-unbiased after the stop, share of points, first arm minus second; null while it goes on',
  ),
  low: maybe(Type.Number(), 'lower end, whatever made the run stop; null while it goes on or nothing is bounded'),
  high: maybe(Type.Number(), 'upper end; null as `low`'),
});
/** How alpha is spent over the looks at one question. */
const Spending = component('Spending', 'how alpha is spent over the looks at one question', {
  look: whole('which look this is, from 1'),
  looks: maybe(Type.Integer(), 'looks that the plan provides for; null for any number, as an e-process allows'),
  alpha: num('the level that this look decides at'),
  earlier: list(EarlierLook, 'the looks before, oldest first'),
});
/** The base played against itself under another name. */
const IdenticalWeights = component('IdenticalWeights', 'the base against itself under another name', {
  pairs: list(Type.Integer(), 'pairs by the points of `untouched`: 0, ½, 1, 1½, 2; five numbers'),
  p: num('exact two-sided p of "either name is as likely to be ahead"'),
  limit: num('at or below this p the run is invalid'),
});
/** A check that makes a verdict invalid. */
const FailedCheck = component('FailedCheck', 'a check that makes the verdict invalid', {
  check: oneOf(
    ['treatment did not take', 'damage imbalance', 'identical weights', 'failed replicates'],
    'which check failed',
  ),
  message: text('how it failed, in one line'),
});
/** Where a run is not what its plan says. */
const Deviation = component('Deviation', 'where the run is not what the plan says', {
  kind: oneOf(
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
  count: whole('how many games, replicates or children'),
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
  contrast: maybe(Contrast, 'the primary contrast; null for a single arm'),
  withinMargin: flag('`stronger`, but by less than the plan’s margin'),
  secondOpinions: maybe(
    object(
      {
        mixedModel: maybe(
          MixedModelOpinion,
          'REML with the children of either arm as crossed random effects; null for fewer than two replicates',
        ),
        twoWayClusters: maybe(Opinion, 'two-way cluster-robust errors; null for fewer than two replicates'),
      },
      'from the matches between the two arms alone',
    ),
    'other analyses, which decide nothing; null before the schedule’s end and after an early stop',
  ),
  watch: maybe(SymmetryProcess, 'what may be said while the games are still coming in; null for a single arm'),
  sequential: maybe(SequentialResult, 'null for a plan that is played to its end'),
  spending: Spending,
  family: list(FamilyContrast, 'the plan’s other contrasts'),
  placebo: maybe(Placebo, 'null for a plan without both shuffled arms'),
  arms: list(ArmSummary, 'every arm of the plan'),
  seedVariance: maybe(SeedVariance, 'spread between seeds, all arms pooled; null where no arm has three children'),
  identicalWeights: maybe(IdenticalWeights, 'null for plans of earlier versions, which have no twin of the base'),
  failedChecks: list(FailedCheck, 'what makes the verdict invalid, also while there are too few replicates for any'),
  deviations: list(Deviation, 'where the run is not what the plan says; empty when all went as planned'),
  replicates: object(
    {
      used: list(Type.Integer(), 'numbers of the replicates in use'),
      failed: list(Type.Integer(), 'numbers of those that failed in some arm'),
      planned: whole('replicates of the plan'),
    },
    'replicates of this tournament',
  ),
  complete: flag('whether nothing more is to come'),
  line: text('all of this in one plain sentence'),
};
/** A verdict as a report carries it. */
export const ReportVerdict = component(
  'ReportVerdict',
  'the planned analysis, applied to complete replicates',
  verdict,
);
/** A report's verdict, typed. */
export type ReportVerdict = ReadonlyStatic<typeof ReportVerdict>;
/** Answer of GET /tournaments/{id}/verdict. */
export const Verdict = component('Verdict', 'the planned analysis, applied to complete replicates', {
  ...verdict,
  asOf: time('when the last thing happened that the version counts'),
  version: whole('version of the tournament that it was computed at'),
});
/** A verdict, typed. */
export type Verdict = ReadonlyStatic<typeof Verdict>;

/** Answer of GET /tournaments/{id}/contrast. */
export const ContrastRun = component('ContrastRun', 'the primary contrast as it developed', {
  run: maybe(
    object(
      {
        arms: two(Type.String(), 'ids of the two arms; differences are the first minus the second'),
        alpha: num('level of the interval, two-sided'),
        planned: whole('blocks that the plan has'),
        steps: list(
          component('ContrastStep', 'the contrast after one more complete block', {
            blocks: whole('blocks so far'),
            difference: num('share of points, first arm minus second, in this block alone'),
            mean: num('mean of the differences so far'),
            low: maybe(
              Type.Number(),
              'lower end of the interval that holds at all looks together; null: not bounded yet',
            ),
            high: maybe(Type.Number(), 'upper end of that interval; null where it is not bounded yet'),
            evidence: num('e-value against equal arms so far'),
          }),
          'one step for each complete block, in the order of the schedule',
        ),
      },
      'the run of the contrast',
    ),
    'null for a plan without a contrast',
  ),
  asOf: time('when the last thing happened that the version counts'),
  version: whole('version of the tournament that it was computed at'),
});
/** The run of a contrast, typed. */
export type ContrastRun = ReadonlyStatic<typeof ContrastRun>;
