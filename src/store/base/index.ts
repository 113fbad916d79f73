/** Connection, migrations, row types, events, idempotency keys, workers. */

export { appendEvents, appendFineTuneEvent, type NewEvent } from './append-events.js';
export { type Database, openDatabase, type Queryable, sqlState } from './database.js';
export { findIdempotency, type IdempotencyOutcome, type IdempotentRequest } from './find-idempotency.js';
export { heartbeat } from './heartbeat.js';
export { type IdempotentAnswer, insertIdempotency } from './insert-idempotency.js';
export { listEvents } from './list-events.js';
export { listWorkers } from './list-workers.js';
export { migrate } from './migrate.js';
export { openWork } from './open-work.js';
export { prune } from './prune.js';
export type {
  CheckpointRow,
  ContestantRow,
  DatasetRow,
  FineTuneMetricRow,
  FineTuneRow,
  GameRow,
  Page,
  Progress,
  ResultRow,
  ScheduleEntry,
  StoredError,
  TournamentRow,
  TournamentSummary,
} from './row-types.js';
export {
  all,
  CHECKPOINT,
  CHILDLESS,
  DATASET,
  FINE_TUNE,
  first,
  GAME,
  GAME_JOINS,
  isUuid,
  TOURNAMENT_SUMMARY,
} from './rows.js';
export { StoreError } from './store-error.js';
