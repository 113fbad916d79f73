/** Operation: whether the process answers, who works, what waits. */
import Type from 'typebox';
import { component, list, maybe, num, object, oneOf, only, type ReadonlyStatic, text, time, whole } from '../index.js';
import { listOf } from './common.js';

/** Answer of GET /healthz. */
export const Health = component('Health', 'the process answers', { status: only('ok', 'it answers') });
/** Health, typed. */
export type Health = ReadonlyStatic<typeof Health>;

const queue = object({ waiting: whole('jobs that wait'), active: whole('jobs under way') }, 'one queue');
/** Jobs by queue. */
const QueueCounts = component('QueueCounts', 'jobs by queue; a job is a hint that work may be ready', {
  'fine-tune': queue,
  match: queue,
});
/** Answer of GET /readyz. */
export const Readiness = component('Readiness', 'database and queue answer', {
  status: only('ok', 'both answer'),
  queues: QueueCounts,
});
/** Readiness, typed. */
export type Readiness = ReadonlyStatic<typeof Readiness>;

/** A worker process. */
export const Worker = component('Worker', 'a worker process that was heard of in the last minute', {
  id: text('UUIDv7'),
  kind: oneOf(['fine-tune', 'match'], 'what it works on'),
  host: text('name of its machine'),
  pid: whole('its process id there'),
  startedAt: time('when it started'),
  heartbeatAt: time('when it was last heard of'),
  backend: maybe(
    object(
      {
        name: text('backend of TensorFlow'),
        version: text('its version'),
        device: oneOf(['cpu', 'gpu'], 'what it computes on'),
      },
      'what it computes with',
    ),
    'null before its compute child has started',
  ),
});
/** A worker, typed. */
export type Worker = ReadonlyStatic<typeof Worker>;
/** Answer of GET /workers. */
export const WorkerList = listOf('WorkerList', Worker);
/** All workers, typed. */
export type WorkerList = ReadonlyStatic<typeof WorkerList>;

/** Answer of GET /system. */
export const System = component(
  'System',
  'workers, queues, what waits and for how long, and how late this process is',
  {
    now: time('clock of the server'),
    workers: list(Worker, 'those heard of in the last minute'),
    queues: maybe(QueueCounts, 'jobs by queue; null where the queue does not answer'),
    work: object(
      {
        fineTunesQueued: whole('fine-tunes that wait'),
        fineTunesRunning: whole('fine-tunes under way'),
        oldestQueuedSeconds: maybe(Type.Number(), 'age of the fine-tune that waits longest, s; null where none waits'),
        gamesClaimed: whole('games that workers have taken'),
        leasesOver: whole('of those, games whose worker is late and that nobody has taken again'),
        lastResultSeconds: maybe(Type.Number(), 'since a game was last recorded, s; null where none was lately'),
        resultsLastMinute: whole('games recorded in the last minute; at most 5,000 of each tournament are looked at'),
      },
      'what waits or is under way, in all tournaments together',
    ),
    api: object(
      {
        pid: whole('process id'),
        node: text('version of Node.js'),
        uptimeSeconds: num('since the process started, s'),
        rssBytes: whole('resident memory, bytes'),
        loop: object(
          { meanMs: num('mean, ms'), p99Ms: num('99th percentile, ms'), maxMs: num('largest, ms') },
          'delay of the event loop since this was last asked',
        ),
        answerMs: num('time that this answer took, ms'),
      },
      'the process that answers',
    ),
  },
);
/** The system, typed. */
export type System = ReadonlyStatic<typeof System>;
