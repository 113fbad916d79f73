import type { Queryable } from './database.js';

export interface Heartbeat {
  /** UUIDv7 of this process. */
  readonly id: string;
  readonly kind: string;
  readonly host: string;
  readonly pid: number;
  /** Which TensorFlow its child runs on; null until that is known. */
  readonly backend: unknown;
}

/** Says that a worker lives. For people to see: leases, not heartbeats, decide who holds what. */
export async function heartbeat(q: Queryable, { id, kind, host, pid, backend }: Heartbeat): Promise<void> {
  await q.query(
    `insert into worker (id, kind, host, pid, backend) values ($1, $2, $3, $4, $5)
     on conflict (id) do update set heartbeat_at = now(), backend = coalesce(excluded.backend, worker.backend)`,
    [id, kind, host, pid, backend == null ? null : JSON.stringify(backend)],
  );
}
