/** The sealed plan: everything decided before the first game. */
import Type from 'typebox';
import type { FineTuneKey, PlanHash } from '../../vocabulary/index.js';
import {
  branded,
  component,
  FineTuneRecipe,
  hash,
  list,
  MatchSpec,
  maybe,
  num,
  object,
  only,
  PlannedContestant,
  type ReadonlyStatic,
  TournamentSpec,
  text,
  two,
  whole,
} from '../index.js';

/** First arm minus second in one replicate. */
export const ReplicateDifference = component('ReplicateDifference', 'first arm minus second in one replicate', {
  replicate: whole('number of the replicate, from 1, counted over all looks'),
  elo: maybe(Type.Number(), 'of the ratings, Elo; null where a child has no rating'),
  score: maybe(Type.Number(), 'of the shares of all points, -1 to 1; null without games'),
  block: maybe(
    Type.Number(),
    'of the shares of points in the games of the replicate’s own block, which later blocks never change; ' +
      'null without games',
  ),
});
/** A replicate's difference, typed. */
export type ReplicateDifference = ReadonlyStatic<typeof ReplicateDifference>;

/** One look at the same question that was taken before. */
export const EarlierLook = component('EarlierLook', 'one look at the same question that was taken before', {
  tournament: text('id of the tournament'),
  planHash: branded<PlanHash>('hash of its plan', '^[0-9a-f]{64}$'),
  chain: text('hash over all its results, in the order of recording'),
  replicates: list(Type.Integer(), 'the seeds of its replicates, in order'),
  alpha: num('the level that it decided at'),
  p: maybe(Type.Number(), 'the p that it found; null where it had too few replicates for one'),
});
/** An earlier look, typed. */
export type EarlierLook = ReadonlyStatic<typeof EarlierLook>;

/** What a tournament that adds replicates to an inconclusive one carries over. */
export const Follows = component(
  'Follows',
  'what is carried over from the tournaments that this one adds replicates to',
  {
    look: whole('which look at the data this tournament’s verdict is, from 2'),
    looks: list(EarlierLook, 'the looks before, oldest first'),
    planned: whole('replicates that were planned before, failed ones included: this tournament’s count on from here'),
    contrasts: list(
      object(
        {
          arms: two(Type.String(), 'ids of the two arms'),
          differences: list(ReplicateDifference, 'first arm minus second, by replicate'),
        },
        'the results of one contrast',
      ),
      'differences of the primary contrast (first) and of every other one',
    ),
  },
);
/** What is carried over, typed. */
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
      block: whole('block of the schedule, from 1'),
      first: whole('index of one contestant in `contestants`'),
      second: whole('index of the other'),
    }),
    'who meets whom, in order; empty for a Swiss, whose pairings follow from results',
  ),
  openings: list(
    Type.String(),
    'one opening a round, UCI moves separated by blanks: `openings[(block - 1) * spec.pairs + round]`',
  ),
  versions: object(
    { recipe: whole('version of fine-tuning'), schedule: whole('version of the schedule') },
    'raised when the same spec would give other children or other games',
  ),
};

/** The sealed plan of a tournament of arms. */
export const SealedTournament = component('SealedTournament', 'all that is decided before the first game', {
  kind: only('tournament', 'a tournament of arms'),
  spec: TournamentSpec,
  ...shared,
  follows: Type.Optional(Follows),
});
/** The sealed plan of a match. */
const SealedMatch = component('SealedMatch', 'all that is decided before the first game', {
  kind: only('match', 'a match of given contestants'),
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
/** A tournament's plan, typed. */
export type TournamentPlan = ReadonlyStatic<typeof TournamentPlan>;
/** Answer of GET /matches/{id}/plan. */
export const MatchPlan = component('MatchPlan', 'the plan of a match with its hash', { ...answer, plan: SealedMatch });
/** A match's plan, typed. */
export type MatchPlan = ReadonlyStatic<typeof MatchPlan>;
