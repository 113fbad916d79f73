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
} from '../../index.js';
import {
  Contrast,
  FamilyContrast,
  MeanInterval,
  MixedModelOpinion,
  Opinion,
  Placebo,
  RegretSummary,
  SeedVariance,
  SequentialResult,
  SymmetryProcess,
} from './contrasts.js';
import { EarlierLook } from './plans.js';
import { ArmDamage, TreatmentCheck } from './treatment.js';

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
    'whether that interval excludes 0 on the arm’s side, as a description: the arms’ comparison decides; ' +
      'null for tones that promise no side, and without an interval',
  ),
  neutralPerplexity: nullable(
    Type.Number(),
    'geometric mean over children of the perplexity on neutral dialogue; null where none was measured',
  ),
  drift: nullable(
    Type.Number(),
    'mean over children of KL(base || child) of the chess policy, nats; null before the first child',
  ),
  damage: ArmDamage,
  seedVariance: nullable(
    SeedVariance,
    'spread between its seeds, from the matches of its children among themselves; null for fewer than three',
  ),
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
    ['treatment did not take', 'damage', 'damage imbalance', 'identical weights', 'failed replicates'],
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
  endpoint: enumOf(['games', 'regret'], 'what decides, as planned'),
  contrast: nullable(Contrast, 'the primary contrast on the planned endpoint; null for a single arm'),
  secondEndpoint: nullable(FamilyContrast, 'the same contrast on the other endpoint; null where it was not measured'),
  regret: nullable(RegretSummary, 'policy regret in detail; null where some child in use was not measured'),
  withinMargin: boolean('`stronger`, but by less than the plan’s margin: two one-sided tests at alpha'),
  warnings: list(Type.String(), 'what a reader of the verdict should know, one sentence each; empty if nothing'),
  secondOpinions: nullable(
    object(
      {
        mixedModel: nullable(
          MixedModelOpinion,
          'REML with the children of either arm as crossed random effects; only of a round-robin',
        ),
        twoWayClusters: nullable(
          Opinion,
          'two-way cluster-robust errors; null but for a round-robin of two replicates',
        ),
        randomEffects: nullable(
          object(
            {
              mean: number('Elo'),
              low: number('lower end of the 95 % interval, Elo'),
              high: number('upper end, Elo'),
              spread: number('standard deviation between replicates, Elo'),
            },
            'random effects of replicates with the games’ errors known: REML, Knapp-Hartung interval',
          ),
          'null but for a direct schedule',
        ),
        jointRatings: nullable(
          MeanInterval,
          'difference of the joint ratings, Elo, which use all games; null where some are open',
        ),
        atEqualDrift: nullable(
          object(
            {
              mean: number('Elo'),
              low: number('lower end of the 95 % interval, Elo'),
              high: number('upper end, Elo'),
              eloPerNat: number('change of the difference by the children’s difference in KL, Elo a nat'),
            },
            'analysis of covariance over replicates',
          ),
          'difference expected of children with equal drift; null for fewer than three replicates',
        ),
      },
      'all in Elo on the scale of the standings',
    ),
    'other analyses, which decide nothing; null before the schedule’s end and after an early stop',
  ),
  watch: nullable(SymmetryProcess, 'what may be said while the games are still coming in; null for a single arm'),
  sequential: nullable(SequentialResult, 'null for a plan that is played to its end'),
  spending: Spending,
  family: list(FamilyContrast, 'the plan’s other contrasts'),
  placebo: nullable(Placebo, 'null for a plan without both shuffled arms'),
  arms: list(ArmSummary, 'every arm of the plan'),
  treatment: nullable(
    TreatmentCheck,
    'whether the arms of the primary contrast differ in tone; null without a contrast or its first two children',
  ),
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
