/** Tournaments of arms and matches of given contestants: lists, state, progress, what creating one answers. */
import Type, { type Static } from 'typebox';
import { TOURNAMENT_KINDS, TOURNAMENT_STATES } from '../../vocabulary/index.js';
import {
  boolean,
  component,
  enumOf,
  hash,
  integer,
  list,
  literal,
  MatchSpec,
  nullable,
  object,
  type ReadonlyStatic,
  strict,
  TournamentSpec,
  text,
  timestamp,
} from '../index.js';
import { Failure, PageQuery, pageOf } from './common.js';
import { Cost, PlanWarning, Power, PowerQuery } from './evidence/index.js';

/** Parameters of GET /tournaments and GET /matches. */
export const TournamentListQuery = Type.Object(
  {
    ...PageQuery.properties,
    state: Type.Optional(Type.Enum([...TOURNAMENT_STATES], { description: 'only those in this state' })),
  },
  strict,
);
/** The type that the schema `TournamentListQuery` describes. */
export type TournamentListQuery = Static<typeof TournamentListQuery>;

/** Parameters of POST /tournaments and POST /matches. */
export const CreateTournamentQuery = Type.Object(
  {
    dryRun: Type.Optional(Type.Boolean({ default: false, description: 'plan, cost and power; nothing is stored' })),
    ...PowerQuery.properties,
  },
  strict,
);
/** The type that the schema `CreateTournamentQuery` describes. */
export type CreateTournamentQuery = Static<typeof CreateTournamentQuery>;

const summary = {
  id: text('UUIDv7'),
  object: literal('tournament', 'a tournament or a match'),
  kind: enumOf([...TOURNAMENT_KINDS], '`tournament` compares arms, `match` given contestants'),
  name: text('name of the request'),
  state: enumOf(
    [...TOURNAMENT_STATES],
    'training and playing overlap while it is `running`; a cancelled one keeps what was played',
  ),
  cancelRequested: boolean('whether it is to be cancelled, or was'),
  error: nullable(Failure, 'why it failed; null in every other state'),
  planHash: hash('hash of the sealed plan'),
  version: integer('rises with everything that could change an answer about it'),
  createdAt: timestamp('when it was stored'),
  startedAt: nullable(timestamp('when the first work began'), 'when the first work began; null before that'),
  finishedAt: nullable(timestamp('when it ended, however'), 'when it ended, however; null before that'),
};

/** A tournament or match in a list. */
export const TournamentSummary = component('TournamentSummary', 'a tournament or match without its plan', summary);
/** The type that the schema `TournamentSummary` describes. */
export type TournamentSummary = ReadonlyStatic<typeof TournamentSummary>;
/** Answer of GET /tournaments and GET /matches. */
export const TournamentPage = pageOf('TournamentPage', TournamentSummary);
/** The type that the schema `TournamentPage` describes. */
export type TournamentPage = ReadonlyStatic<typeof TournamentPage>;

/** Games and fine-tunes by state. */
export const Progress = component('Progress', 'games and fine-tunes by state, counted from the rows', {
  games: integer('games of the plan, those of Swiss rounds that are not paired yet included'),
  due: integer('games that nobody plays yet'),
  claimed: integer('games that a worker has taken'),
  done: integer('games with a result'),
  unplayed: integer('games that the stop rule or a failed fine-tune made unnecessary'),
  fineTunes: object(
    {
      queued: integer('fine-tunes that wait'),
      running: integer('fine-tunes under way'),
      finished: integer('fine-tunes with a child'),
      failed: integer('fine-tunes that failed for good'),
      cancelled: integer('fine-tunes that were cancelled'),
    },
    'fine-tunes that make its children, by state',
  ),
  checking: integer('of the fine-tunes under way, those whose child is trained and is being checked'),
});
/** The type that the schema `Progress` describes. */
export type Progress = ReadonlyStatic<typeof Progress>;

/** Answer of GET /tournaments/{id}. */
export const Tournament = component('Tournament', 'a tournament of arms', {
  ...summary,
  kind: literal('tournament', 'a tournament of arms'),
  progress: Progress,
  spec: TournamentSpec,
});
/** The type that the schema `Tournament` describes. */
export type Tournament = ReadonlyStatic<typeof Tournament>;
/** Answer of GET /matches/{id}. */
export const Match = component('Match', 'a match of given contestants', {
  ...summary,
  kind: literal('match', 'a match of given contestants'),
  progress: Progress,
  spec: MatchSpec,
});
/** The type that the schema `Match` describes. */
export type Match = ReadonlyStatic<typeof Match>;

/** Answer of POST /tournaments and POST /matches. */
export const Accepted = component('Accepted', 'a tournament or match that was planned, sealed and stored', {
  id: text('UUIDv7'),
  object: literal('tournament', 'a tournament or a match'),
  name: text('name of the request'),
  state: literal('created', 'its state when it was stored'),
  planHash: hash('hash of the sealed plan'),
  games: integer('games of the plan'),
  fineTunes: integer('children of the plan'),
});
/** The type that the schema `Accepted` describes. */
export type Accepted = ReadonlyStatic<typeof Accepted>;

const dryRun = {
  planHash: hash('hash that the plan would be sealed with'),
  games: integer('games of the plan'),
  fineTunes: integer('children of the plan'),
  contestants: list(Type.String(), 'names of the contestants, in the plan’s order'),
  cost: Cost,
  warnings: list(PlanWarning, 'what can be planned and may not be what is wanted; nothing of it is stored'),
};
/** Answer of POST /tournaments?dryRun=true. */
export const TournamentDryRun = component(
  'TournamentDryRun',
  'what a request would plan, with every default filled in',
  {
    spec: TournamentSpec,
    ...dryRun,
    power: nullable(Power, 'what the plan can show; null for a single arm, which has no contrast'),
  },
);
/** The type that the schema `TournamentDryRun` describes. */
export type TournamentDryRun = ReadonlyStatic<typeof TournamentDryRun>;
/** Answer of POST /matches?dryRun=true. */
export const MatchDryRun = component('MatchDryRun', 'what a request would plan, with every default filled in', {
  spec: MatchSpec,
  ...dryRun,
  power: Type.Null({ description: 'always null: a match has no arms' }),
});
/** The type that the schema `MatchDryRun` describes. */
export type MatchDryRun = ReadonlyStatic<typeof MatchDryRun>;
