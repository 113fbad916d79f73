export type { QueueConnection, QueueLog } from './connection.js';
export * from './jobs.js';
export * from './open-queues.js';
export * from './open-worker.js';
export { within } from './within.js';
