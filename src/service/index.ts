/** The composition root: database, queues, reconciler, API, workers and chat host put together. */

export { openRecordDatabase } from './database.js';
export { startService } from './service.js';
export { openServiceLog } from './service-log.js';
