/** BullMQ on PostgreSQL or Redis: jobs, queues, workers. */

export { type FineTuneJob, jobIdOf, type MatchJob } from './jobs.js';
export { openQueues, type Queues } from './open-queues.js';
export { openWorker } from './open-worker.js';
export { withTimeout } from './with-timeout.js';
