/** The sealed plan: everything decided before the first game, and what it costs. */
import Type from 'typebox';
import type { FineTuneKey, PlanHash } from '../../../vocabulary/index.js';
import { PAIRING_PURPOSES } from '../../../vocabulary/index.js';
import {
  boolean,
  branded,
  component,
  enumOf,
  FineTuneRecipe,
  hash,
  integer,
  list,
  literal,
  MatchSpec,
  nullable,
  number,
  object,
  PlannedContestant,
  pairOf,
  type ReadonlyStatic,
  TournamentSpec,
  text,
  timestamp,
} from '../../index.js';

/** First arm minus second in one replicate. */
export const ReplicateDifference = component('ReplicateDifference', 'first arm minus second in one replicate', {
  replicate: integer('number of the replicate, from 1, counted over all looks'),
  elo: nullable(
    Type.Number(),
    'Elo: from the direct games of the block, or of the ratings in a round-robin; null where it is not finite',
  ),
  score: nullable(
    Type.Number(),
    'of the shares of points, -1 to 1: in the direct games, or in all games of a round-robin; null without games',
  ),
  block: nullable(
    Type.Number(),
    'of the shares of points in the games of the replicate’s own block, which later blocks never change; ' +
      'null without games',
  ),
  error: Type.Optional(
    nullable(
      Type.Number(),
      'standard error of `elo` from the games alone; null where unknown; only from a direct schedule',
    ),
  ),
});
/** The type that the schema `ReplicateDifference` describes. */
export type ReplicateDifference = ReadonlyStatic<typeof ReplicateDifference>;

/** One look at the same question that was taken before. */
export const EarlierLook = component('EarlierLook', 'one look at the same question that was taken before', {
  tournament: text('id of the tournament'),
  planHash: branded<PlanHash>('hash of its plan', '^[0-9a-f]{64}$'),
  chain: text('hash over all its results, in the order of recording'),
  replicates: list(Type.Integer(), 'the seeds of its replicates, in order'),
  alpha: number('the level that it decided at'),
  p: nullable(Type.Number(), 'the p that it found; null where it had too few replicates for one'),
});
/** The type that the schema `EarlierLook` describes. */
export type EarlierLook = ReadonlyStatic<typeof EarlierLook>;

/** What a tournament that adds replicates to an inconclusive one carries over. */
export const Follows = component(
  'Follows',
  'what is carried over from the tournaments that this one adds replicates to',
  {
    look: integer('which look at the data this tournament’s verdict is, from 2'),
    looks: list(EarlierLook, 'the looks before, oldest first'),
    planned: integer('replicates that were planned before, failed ones included: this tournament’s count on from here'),
    contrasts: list(
      object(
        {
          arms: pairOf(Type.String(), 'ids of the two arms'),
          differences: list(ReplicateDifference, 'first arm minus second, by replicate'),
        },
        'the results of one contrast',
      ),
      'differences of the primary contrast (first) and of every other one',
    ),
  },
);
/** The type that the schema `Follows` describes. */
export type Follows = ReadonlyStatic<typeof Follows>;

const shared = {
  contestants: list(PlannedContestant, 'all that sit at the boards'),
  recipes: list(
    component('PlannedRecipe', 'a child to be trained', {
      key: branded<FineTuneKey>('SHA-256 of the recipe', '^[0-9a-f]{64}$'),
      recipe: FineTuneRecipe,
    }),
    'the children to be trained; empty for a match',
  ),
  pairings: list(
    component('Pairing', 'two contestants that meet', {
      block: integer('block of the schedule, from 1'),
      first: integer('index of one contestant in `contestants`'),
      second: integer('index of the other'),
      pairs: Type.Optional(
        integer('pairs of games, in the first rounds of the block; `spec.pairs` where it is left out'),
      ),
      purpose: Type.Optional(enumOf([...PAIRING_PURPOSES], 'the question that they serve; only in direct schedules')),
    }),
    'who meets whom, in order; empty for a Swiss, whose pairings follow from results',
  ),
  openings: list(
    Type.String(),
    'one opening a round, UCI moves separated by blanks: `openings[(block - 1) * spec.pairs + round]`',
  ),
  versions: object(
    { recipe: integer('version of fine-tuning'), schedule: integer('version of the schedule') },
    'raised when the same spec would give other children or other games',
  ),
};

/** The sealed plan of a tournament of arms. */
export const SealedTournament = component('SealedTournament', 'all that is decided before the first game', {
  kind: literal('tournament', 'a tournament of arms'),
  spec: TournamentSpec,
  ...shared,
  follows: Type.Optional(Follows),
});
/** The sealed plan of a match. */
const SealedMatch = component('SealedMatch', 'all that is decided before the first game', {
  kind: literal('match', 'a match of given contestants'),
  spec: MatchSpec,
  ...shared,
});

const answer = {
  planHash: hash('SHA-256 of the plan’s canonical JSON (RFC 8785): what it was sealed with'),
};
/** Answer of GET /tournaments/{id}/plan. */
export const TournamentPlan = component('TournamentPlan', 'the plan of a tournament with its hash', {
  ...answer,
  plan: SealedTournament,
});
/** The type that the schema `TournamentPlan` describes. */
export type TournamentPlan = ReadonlyStatic<typeof TournamentPlan>;
/** Answer of GET /matches/{id}/plan. */
export const MatchPlan = component('MatchPlan', 'the plan of a match with its hash', { ...answer, plan: SealedMatch });
/** The type that the schema `MatchPlan` describes. */
export type MatchPlan = ReadonlyStatic<typeof MatchPlan>;

/** Time of a plan on one machine. */
export const PlanSeconds = component('PlanSeconds', 'time of a plan on one machine with one worker of each kind', {
  fineTunes: number('seconds of the fine-tune worker, checks included, with the machine to itself'),
  checks: number('the part of these that is not training: loading, checks of the children, saving'),
  games: number('seconds of the match worker with the machine to itself'),
  wall: number(
    'seconds from start to end: games begin with the first child; both kinds of work then go on side by side, each ' +
      'slower by its factor of `rates.slowdown`, until one ends',
  ),
});
/** The type that the schema `PlanSeconds` describes. */
export type PlanSeconds = ReadonlyStatic<typeof PlanSeconds>;

/** Where the times of a plan come from. */
export const UsedRates = component('UsedRates', 'the rates that the times follow from', {
  measured: boolean(
    'whether training and playing were measured on this machine with this base; if not, some are defaults',
  ),
  quick: boolean(
    'whether some come from a trial of a few seconds, from which those of checks follow; work replaces them',
  ),
  at: nullable(timestamp('time of the oldest measurement'), 'time of the oldest measurement; null if not measured'),
  stepsPerSecond: number('steps of the optimiser a second'),
  checkSeconds: number('seconds of a fine-tune besides its steps'),
  baseSeconds: number('seconds that the first fine-tune of a worker takes more, for measurements of its base'),
  gamesPerSecond: number('games of two networks a second'),
  pliesPerGame: number('plies that the players of a game choose'),
  slowdown: object(
    { fineTunes: number('of training beside games'), games: number('of games beside training') },
    'how many times longer each kind of work takes while the other goes on beside it',
  ),
});
/** The type that the schema `UsedRates` describes. */
export type UsedRates = ReadonlyStatic<typeof UsedRates>;

/** Something about a plan that does not prevent it, but that its author should know. */
export const PlanWarning = component('PlanWarning', 'what can be planned and may not be what is wanted', {
  field: text('path of the field of the request, such as `arms.0.dose.examples`; empty for the whole'),
  message: text('one line'),
});
/** The type that the schema `PlanWarning` describes. */
export type PlanWarning = ReadonlyStatic<typeof PlanWarning>;

/** The cost of a plan. */
export const Cost = component('Cost', 'the cost of a plan if no fine-tune can be reused', {
  games: integer('games'),
  pairs: number('pairs of games'),
  contestants: integer('contestants, anchors included'),
  fineTunes: integer('children to train'),
  trainingSteps: integer('steps of the optimiser, all children together'),
  trainingTokens: integer('tokens gone over in training; an upper bound, every example at its longest'),
  flop: object(
    {
      fineTunes: number('of training, FLOP; a backward pass counts as two forward passes'),
      games: number('of the networks’ moves, FLOP'),
      total: number('sum of both, FLOP'),
    },
    'floating-point operations; a multiply and an add count as two',
  ),
  seconds: PlanSeconds,
  rates: UsedRates,
});
/** The type that the schema `Cost` describes. */
export type Cost = ReadonlyStatic<typeof Cost>;
