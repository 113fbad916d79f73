/** Connection, migrations, row types, events, idempotency keys, workers. */

export { type Database, openDatabase, type Queryable, sqlState } from './database.js';
export { appendEvents, fineTuneEventSql, listEvents } from './events.js';
export { followChanges, tellWorkDue } from './follow-changes.js';
export {
  findIdempotency,
  type IdempotencyOutcome,
  type IdempotentAnswer,
  type IdempotentRequest,
  insertIdempotency,
} from './idempotency.js';
export { migrate } from './migrate.js';
export { countOpenWork } from './open-work.js';
export { prune } from './prune.js';
export { CHILDLESS, isUuid, queryAll, queryOne } from './query.js';
export type {
  CheckpointRow,
  ContestantRow,
  DatasetRow,
  FineTuneMetricRow,
  FineTuneRow,
  GameRow,
  NewEvent,
  Page,
  Progress,
  ResultRow,
  ScheduleEntry,
  StoredError,
  TournamentRow,
  TournamentSummary,
  WorkerRow,
} from './row-types.js';
export { StoreError } from './store-error.js';
export { heartbeat, listWorkers } from './workers.js';
