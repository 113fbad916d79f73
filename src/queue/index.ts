/** BullMQ on PostgreSQL or Redis: queue names, payloads, connections. */

export { type FineTuneJob, jobIdOf, type MatchJob } from './jobs.js';
export { openQueues, type Queues } from './open-queues.js';
export { openWorker } from './open-worker.js';
export { within } from './within.js';
