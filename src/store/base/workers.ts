import type { Queryable } from './database.js';
import { queryAll } from './query.js';
import type { WorkerRow } from './row-types.js';

/** What a worker process reports about itself. */
export interface Heartbeat {
  /** UUIDv7 of the process. */
  readonly id: string;
  /** Queue that it works on. */
  readonly kind: string;
  readonly host: string;
  readonly pid: number;
  /** TensorFlow backend of its compute child; null until that is known. */
  readonly backend: unknown;
}

/** Records that a worker is alive. For display only: ownership of work is decided by leases, not by heartbeats. */
export async function heartbeat(q: Queryable, { id, kind, host, pid, backend }: Heartbeat): Promise<void> {
  await q.query(
    `insert into worker (id, kind, host, pid, backend) values ($1, $2, $3, $4, $5)
     on conflict (id) do update set heartbeat_at = now(), backend = coalesce(excluded.backend, worker.backend)`,
    [id, kind, host, pid, backend == null ? null : JSON.stringify(backend)],
  );
}

/** Workers with a heartbeat in the last `withinMs` milliseconds (default one minute), newest heartbeat first. */
export function listWorkers(q: Queryable, withinMs = 60_000): Promise<WorkerRow[]> {
  return queryAll<WorkerRow>(
    q,
    `select id, kind, host, pid, started_at as "startedAt", heartbeat_at as "heartbeatAt", backend from worker
     where heartbeat_at > now() - $1 * interval '1 millisecond' order by heartbeat_at desc`,
    [withinMs],
  );
}
