import type { Queryable } from './database.js';
import type { WorkerRow } from './row-types.js';
import { all } from './rows.js';

/** Those heard of in the last `withinMs` (default one minute), newest heartbeat first. */
export function listWorkers(q: Queryable, withinMs = 60_000): Promise<WorkerRow[]> {
  return all<WorkerRow>(
    q,
    `select id, kind, host, pid, started_at as "startedAt", heartbeat_at as "heartbeatAt", backend from worker
     where heartbeat_at > now() - $1 * interval '1 millisecond' order by heartbeat_at desc`,
    [withinMs],
  );
}
