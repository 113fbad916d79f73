/** What happened in a tournament: one shape of `data` for each type of event. */
import Type, { type Static, type TProperties } from 'typebox';
import { RESULTS, TERMINATIONS } from '../../vocabulary/index.js';
import {
  anyOf,
  component,
  type DeepReadonly,
  enumOf,
  hash,
  integer,
  list,
  literal,
  number,
  object,
  type ReadonlyStatic,
  text,
  timestamp,
} from '../index.js';
import { pageOf } from './common.js';

const event = <const Type_ extends string, const Data extends TProperties>(
  type: Type_,
  title: string,
  what: string,
  data: Data,
) =>
  component(title, what, {
    seq: integer('number of the event in its tournament, from 1 without gaps'),
    type: literal(type, what),
    data: object(data, 'details of the event'),
    at: timestamp('when it was stored'),
  });

const fineTune = { fineTune: text('id of the fine-tune') };
const cause = { code: text('stable name of the cause'), message: text('the cause in one line') };
const game = {
  number: integer('number of the game in the schedule'),
  gameKey: hash('key of the game'),
};

/**
 * Every type of event with its data.
 *
 * @internal Exported for the test that holds every stored event against it.
 */
export const EVENTS = [
  event('created', 'CreatedEvent', 'the plan was stored', {
    games: integer('games of the schedule; of a Swiss those of its first round'),
    fineTunes: integer('children of the plan'),
  }),
  event('running', 'RunningEvent', 'the first work has begun', {}),
  event('finished', 'FinishedEvent', 'everything is played, or the stop rule has decided', {
    reason: Type.Optional(literal('stop-rule', 'left out where the schedule was played to its end')),
    rule: Type.Optional(enumOf(['e-process', 'sprt'], 'with a stop rule: which one')),
    decidedAt: Type.Optional(integer('with a stop rule: block or pair after which it decided')),
    evidence: Type.Optional(number('with a stop rule: the largest e-value, or the log-likelihood ratio')),
    outcome: Type.Optional(text('with a stop rule: what it decided')),
    unplayed: Type.Optional(integer('with a stop rule: games that were not played')),
  }),
  event('failed', 'FailedEvent', 'the tournament failed', {
    ...cause,
    contestants: Type.Optional(list(Type.String(), 'names of the children that are missing, where that is the cause')),
    games: Type.Optional(integer('games that cannot be played, where that is the cause')),
  }),
  event('cancel-requested', 'CancelRequestedEvent', 'a cancellation was asked for', {}),
  event('cancelled', 'CancelledEvent', 'the tournament was cancelled', {}),
  event('retried', 'RetriedEvent', 'failed fine-tunes were queued again', { fineTunes: integer('how many') }),
  event('round', 'RoundEvent', 'a round of a Swiss was paired', {
    round: integer('number of the round'),
    games: integer('games of the round'),
  }),
  event('fine-tune-started', 'FineTuneStartedEvent', 'a worker has taken a fine-tune', {
    ...fineTune,
    attempt: integer('which attempt this is, from 1'),
    worker: text('id of the worker'),
  }),
  event('fine-tune-training', 'FineTuneTrainingEvent', 'everything is loaded and the first step begins', fineTune),
  event('fine-tune-checking', 'FineTuneCheckingEvent', 'a child is trained and its checks begin', fineTune),
  event('fine-tune-finished', 'FineTuneFinishedEvent', 'a child is trained and checked', {
    ...fineTune,
    checkpoint: hash('address of the child'),
  }),
  event('fine-tune-requeued', 'FineTuneRequeuedEvent', 'an attempt was lost; another follows', {
    ...fineTune,
    ...cause,
  }),
  event('fine-tune-cancel-requested', 'FineTuneCancelRequestedEvent', 'a fine-tune is to be cancelled', fineTune),
  event('fine-tune-failed', 'FineTuneFailedEvent', 'a fine-tune failed for good', { ...fineTune, ...cause }),
  event('fine-tune-cancelled', 'FineTuneCancelledEvent', 'a fine-tune was cancelled', {
    ...fineTune,
    code: Type.Optional(text('stable name of the cause; left out where it had not begun')),
    message: Type.Optional(text('the cause in one line; left out where it had not begun')),
  }),
  event('replicate-failed', 'ReplicateFailedEvent', 'replicates are left out in every arm', {
    replicates: list(Type.Integer(), 'numbers of all failed replicates so far'),
    games: integer('games that are not played because of it'),
  }),
  event('game', 'GameEvent', 'a result was recorded', {
    ...game,
    white: hash('key of the contestant with White'),
    black: hash('key of the contestant with Black'),
    result: enumOf([...RESULTS], 'points of White, then of Black'),
    termination: enumOf([...TERMINATIONS], 'how it ended'),
    plies: integer('moves of both sides, opening included'),
  }),
  event(
    'conflict',
    'ConflictEvent',
    'a second delivery has other moves than the record, which is not what the networks decide',
    {
      ...game,
      epoch: integer('claim under which it was played'),
      worker: text('id of the worker that delivered it'),
      movesHash: hash('SHA-256 of the delivered moves'),
      recorded: hash('SHA-256 of the moves on record, which count'),
    },
  ),
] as const;

type EventSchema = (typeof EVENTS)[number];
/** An event of one of the types that exist. */
export type Event = DeepReadonly<Static<EventSchema>>;

/** An event of any type. */
export const Event = Type.Unsafe<Static<EventSchema>>(
  anyOf('Event', 'something that happened in a tournament; `type` says what', [...EVENTS]),
);
/** Answer of GET /tournaments/{id}/events. */
export const EventPage = pageOf('EventPage', Event);
/** The type that the schema `EventPage` describes. */
export type EventPage = ReadonlyStatic<typeof EventPage>;
