/** What a plan can show before anything is played. */
import Type, { type Static } from 'typebox';
import { PAIRING_PURPOSES } from '../../../vocabulary/index.js';
import {
  boolean,
  component,
  enumOf,
  integer,
  list,
  nullable,
  number,
  object,
  type ReadonlyStatic,
  strict,
  text,
} from '../../index.js';
import { PlanSeconds } from './plans.js';

/** Query parameters of a dry run: what the plan should be able to show of the contrast of two arms. */
export const PowerQuery = Type.Object(
  {
    gap: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 2000,
        description:
          'with dryRun: a difference of two arms, Elo, to give powers for and to find the quickest design for',
      }),
    ),
    spread: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 2000,
        description: 'with dryRun: between-seed standard deviation of that difference, Elo, to plan with',
      }),
    ),
    hours: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 10_000,
        description:
          'with dryRun: time on one machine, hours, to find the design for that sees the smallest difference',
      }),
    ),
    draws: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 0.95,
        description:
          'with dryRun: share of draws between equals to plan with; else as measured with this base, or 0.15',
      }),
    ),
  },
  strict,
);
/** The type that the schema `PowerQuery` describes. */
export type PowerQuery = Static<typeof PowerQuery>;

const seedDeviation = number('assumed between-seed standard deviation of the arms’ difference, Elo');
const visible = nullable(
  Type.Number(),
  'smallest true difference that is found with 80 % power, Elo; null with too few replicates',
);

/** A difference that is found with 80 % power at an assumed spread between seeds. */
const DetectableDifference = component('DetectableDifference', 'a difference that is found with 80 % power', {
  seedDeviation,
  elo: visible,
});

/** How precisely a schedule measures the primary contrast. */
const SchedulePower = component('SchedulePower', 'what a schedule of so many games can show of the primary contrast', {
  schedule: enumOf(
    ['direct', 'round-robin', 'base only'],
    '`direct`: games of the two arms within each replicate decide; `round-robin`: ratings from all games; ' +
      '`base only`: every child plays the untouched base alone, and ratings decide',
  ),
  replicates: integer('replicates, as in the plan'),
  pairs: number(
    'pairs of games a block of the primary pairing, or of every pairing; in a comparison at equal games it may have ' +
      'a fraction',
  ),
  games: number('games in all'),
  variance: number(
    'variance of the primary contrast from games alone, times games, in units of that of the two arms’ direct games ' +
      'alone: 2 takes twice the games for the same error',
  ),
  at: list(
    component('PowerAtSpread', 'what is shown at an assumed spread between seeds', {
      seedDeviation,
      standardError: number('of the primary contrast, games and seeds together, Elo'),
      power: number('probability of finding a true difference of `gap` by sign flips, on its own side; 0 to 1'),
      visible,
    }),
    'one entry for each assumed spread',
  ),
});
/** The type that the schema `SchedulePower` describes. */
export type SchedulePower = ReadonlyStatic<typeof SchedulePower>;

/** The games that serve one question. */
const PlanQuestion = component('PlanQuestion', 'the games of a plan that serve one question', {
  purpose: nullable(
    enumOf([...PAIRING_PURPOSES], 'as in the pairings of the plan'),
    'as in the pairings of the plan; null in a round-robin, where all games serve every question',
  ),
  serves: text('what these games are for'),
  pairings: integer('pairings, over all blocks'),
  pairs: integer('pairs of games of each pairing, in its block'),
  games: integer('games in all'),
});
/** The type that the schema `PlanQuestion` describes. */
export type PlanQuestion = ReadonlyStatic<typeof PlanQuestion>;

/** What it takes to show that the arms do not differ by more than the margin. */
const EquivalencePower = component(
  'EquivalencePower',
  'what it takes to show that the arms differ by less than a margin, where they do not differ; 80 % power',
  {
    margin: number('margin of the plan, Elo'),
    proposedMargin: nullable(
      Type.Number(),
      'smallest margin that this plan can reach at the spread to plan with (that of the request, else 20 Elo), a ' +
        'multiple of 5 Elo; null for a single replicate',
    ),
    at: list(
      object(
        {
          seedDeviation,
          power: number('probability that this plan shows equivalence within its margin; 0 to 1'),
          smallest: nullable(
            Type.Number(),
            'smallest margin that this plan can reach, Elo; null for a single replicate',
          ),
          replicates: nullable(
            Type.Integer(),
            'replicates that the margin takes with the pairs of this plan; null beyond a million',
          ),
          endless: nullable(
            Type.Integer(),
            'replicates that the margin takes even with games without end; null beyond a million',
          ),
        },
        'at an assumed spread between seeds',
      ),
      'one entry for each assumed spread',
    ),
  },
);

/** What a stop rule does to power and length. */
const StopRulePower = component('StopRulePower', 'power and length of a run that its stop rule may end; simulated', {
  kind: enumOf(['group-sequential', 'sequential'], 'the stop rule'),
  looks: nullable(list(Type.Integer(), 'numbers of blocks'), 'planned looks; null where every block is one'),
  at: list(
    object(
      {
        seedDeviation,
        power: number('probability of deciding for the stronger arm at a true difference of `gap`; 0 to 1'),
        withoutStop: number('the same by one test at the end of the schedule'),
        blocks: number('expected number of blocks played at that difference'),
      },
      'at an assumed spread between seeds',
    ),
    'one entry for each assumed spread',
  ),
});
/** The type that the schema `StopRulePower` describes. */
export type StopRulePower = ReadonlyStatic<typeof StopRulePower>;

/** A size of a direct schedule. */
const DirectDesign = object(
  {
    replicates: integer('replicates'),
    pairs: integer('pairs of games a block of the primary pairing'),
    visible: number('smallest true difference that it finds with 80 % power, Elo'),
    fineTunes: integer('children to train'),
    games: integer('games to play, those of other questions included'),
    seconds: PlanSeconds,
  },
  'a direct schedule with the arms and anchors of the request; other questions have their games of the request',
);
/** A design that shows a wanted difference, or that fits a time. */
const DesignAtSpread = component('DesignAtSpread', 'a design for an assumed spread between seeds', {
  seedDeviation,
  design: nullable(DirectDesign, 'the design; null where none within the limits of a plan does'),
});
/** The type that the schema `DesignAtSpread` describes. */
export type DesignAtSpread = ReadonlyStatic<typeof DesignAtSpread>;

/** What a plan can show. */
export const Power = component('Power', 'what the games of a plan can show, before anything is played', {
  replicates: integer('replicates of the plan'),
  smallestP: number('smallest two-sided p that exact sign flips can give: 2 / 2^replicates'),
  needed: integer('replicates below which no p-value is given at this alpha'),
  enough: boolean('whether the plan has as many'),
  gap: number('true difference of the arms that powers are given for, Elo: the parameter `gap`, else 40'),
  draws: object(
    {
      rate: number('share of draws between equals, 0 to 1: the more draws, the less a game tells'),
      from: enumOf(
        ['request', 'measured', 'default'],
        '`request`: the parameter `draws`; `measured`: games between networks of this base on this machine; ' +
          '`default`: neither is known',
      ),
    },
    'draws that powers and errors are given for',
  ),
  detectable: list(
    DetectableDifference,
    'if games were without end: spread between seeds is bought back with replicates only',
  ),
  visible: list(DetectableDifference, 'with the games of this plan, by sign flips'),
  design: SchedulePower,
  alternatives: list(SchedulePower, 'other schedules of as many games, with the same arms and replicates'),
  questions: list(PlanQuestion, 'which games serve which question'),
  equivalence: EquivalencePower,
  stop: nullable(StopRulePower, 'what the stop rule costs and saves; null where the schedule is played to its end'),
  wanted: nullable(
    object(
      {
        gap: number('the wanted difference, Elo'),
        designs: list(DesignAtSpread, 'one design for each assumed spread'),
      },
      'the quickest designs that show a wanted difference',
    ),
    'answers the parameter `gap`; null where it was not given',
  ),
  within: nullable(
    object(
      {
        hours: number('the time there is'),
        designs: list(DesignAtSpread, 'one design for each assumed spread'),
      },
      'the designs that find the smallest difference within a time on one machine',
    ),
    'answers the parameter `hours`; null where it was not given',
  ),
});
/** The type that the schema `Power` describes. */
export type Power = ReadonlyStatic<typeof Power>;
