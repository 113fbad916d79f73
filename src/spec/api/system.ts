/** The service itself: whether the process answers, who works, what waits, which anchors there are. */
import Type from 'typebox';
import {
  component,
  enumOf,
  integer,
  list,
  literal,
  nullable,
  number,
  object,
  type ReadonlyStatic,
  text,
  timestamp,
} from '../index.js';
import { listOf } from './common.js';

/** Answer of GET /healthz. */
export const Health = component('Health', 'the process answers', { status: literal('ok', 'it answers') });
/** The type that the schema `Health` describes. */
export type Health = ReadonlyStatic<typeof Health>;

const queue = object({ waiting: integer('jobs that wait'), active: integer('jobs under way') }, 'one queue');
/** Jobs by queue. */
const QueueCounts = component('QueueCounts', 'jobs by queue; a job is a hint that work may be ready', {
  'fine-tune': queue,
  match: queue,
});
/** Answer of GET /readyz. */
export const Readiness = component('Readiness', 'database and queue answer', {
  status: literal('ok', 'both answer'),
  queues: QueueCounts,
});
/** The type that the schema `Readiness` describes. */
export type Readiness = ReadonlyStatic<typeof Readiness>;

/** A worker process. */
export const Worker = component('Worker', 'a worker process that was heard of in the last minute', {
  id: text('UUIDv7'),
  kind: enumOf(['fine-tune', 'match'], 'what it works on'),
  host: text('name of its machine'),
  pid: integer('its process id there'),
  startedAt: timestamp('when it started'),
  heartbeatAt: timestamp('when it was last heard of'),
  backend: nullable(
    object(
      {
        name: text('backend of TensorFlow'),
        version: text('its version'),
        device: enumOf(['cpu', 'gpu'], 'what it computes on'),
      },
      'what it computes with',
    ),
    'null before its compute child has started',
  ),
});
/** The type that the schema `Worker` describes. */
export type Worker = ReadonlyStatic<typeof Worker>;
/** Answer of GET /workers. */
export const WorkerList = listOf('WorkerList', Worker);
/** The type that the schema `WorkerList` describes. */
export type WorkerList = ReadonlyStatic<typeof WorkerList>;

/** Answer of GET /system. */
export const System = component(
  'System',
  'workers, queues, what waits and for how long, and how late this process is',
  {
    now: timestamp('clock of the server'),
    workers: list(Worker, 'those heard of in the last minute'),
    queues: nullable(QueueCounts, 'jobs by queue; null where the queue does not answer'),
    work: object(
      {
        fineTunesQueued: integer('fine-tunes that wait'),
        fineTunesRunning: integer('fine-tunes under way'),
        oldestQueuedSeconds: nullable(
          Type.Number(),
          'age of the fine-tune that waits longest, s; null where none waits',
        ),
        gamesDue: integer('games that nobody plays and whose contestants can play'),
        gamesClaimed: integer('games that workers have taken'),
        leasesOver: integer('of those, games whose worker is late and that nobody has taken again'),
        lastResultSeconds: nullable(Type.Number(), 'since a game was last recorded, s; null where none was lately'),
        resultsLastMinute: integer('games recorded in the last minute; at most 5,000 of each tournament are looked at'),
      },
      'what waits or is under way, in all tournaments together',
    ),
    api: object(
      {
        pid: integer('process id'),
        node: text('version of Node.js'),
        uptimeSeconds: number('since the process started, s'),
        rssBytes: integer('resident memory, bytes'),
        loop: object(
          { meanMs: number('mean, ms'), p99Ms: number('99th percentile, ms'), maxMs: number('largest, ms') },
          'delay of the event loop since this was last asked',
        ),
        answerMs: number('time that this answer took, ms'),
      },
      'the process that answers',
    ),
  },
);
/** The type that the schema `System` describes. */
export type System = ReadonlyStatic<typeof System>;

/** An opponent of fixed strength. Which program it is stays on the server. */
const AnchorInfo = component('AnchorInfo', 'an opponent of fixed strength', {
  name: text('what `anchors` of a tournament and `anchor` of a match take'),
  elo: nullable(Type.Number(), 'Elo on an outside scale, as the configuration says; null where nobody knows'),
  nodes: nullable(Type.Integer(), 'positions that it searches for a move; null where it is limited otherwise'),
  depth: nullable(Type.Integer(), 'plies that it searches for a move; null where it is limited otherwise'),
  source: nullable(Type.String(), 'address of the source model that plays through its text; null for all others'),
});
/** Answer of GET /anchors. */
export const AnchorList = listOf('AnchorList', AnchorInfo);
/** The type that the schema `AnchorList` describes. */
export type AnchorList = ReadonlyStatic<typeof AnchorList>;
