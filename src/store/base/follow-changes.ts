import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Database, Queryable } from './database.js';

/**
 * Channels of notices: `record_changed`, which the triggers of `migrations/0085_change_notices.sql` write to, and
 * `work_due`, see `tellWorkDue`.
 */
type Channel = 'record_changed' | 'work_due';
/** How notices begin that a process sends to itself; its name and the time of sending follow. */
const PROOF = 'proof ';
/** Time between two proofs that notices arrive, and between two attempts to connect, ms. */
const PERIOD_MS = 1000;
/** Maximum age of the last proof, ms: how long notices may be lost without anybody knowing. */
const MAX_SILENCE_MS = 3000;

/** Notices of changes of the record, on one connection of its own. */
export interface ChangeFollower {
  /** Whether notices arrive: one that this process sent itself in the last seconds came back. */
  isLive(): boolean;
  /** Closes the connection. Idempotent. */
  stop(): Promise<void>;
}

/**
 * Tells the reconcilers that games or fine-tunes may have become due, or a tournament may have come to its end, once
 * the transaction is committed. A notice is a hint: without it the work waits for a reconciler's next pass.
 */
export async function tellWorkDue(q: Queryable): Promise<void> {
  await q.query(`select pg_notify('work_due', '')`);
}

/**
 * Listens on a channel and connects again whenever the connection is lost. `onChange` gets what changed: the id of a
 * tournament, `tournaments` or `models` (nothing on `work_due`), or null when notices may have been missed and anything
 * may have changed.
 *
 * A socket that looks open proves nothing (a network can drop packets, a pooler can give the connection to others), so
 * the process sends itself a notice every second and counts from the moment at which that left.
 */
export function followChanges(
  db: Database,
  onChange: (subject: string | null) => void,
  channel: Channel = 'record_changed',
): ChangeFollower {
  const stopping = new AbortController();
  const own = `${PROOF}${randomUUID()} `;
  let proven = Number.NEGATIVE_INFINITY;

  const lose = (): void => {
    proven = Number.NEGATIVE_INFINITY;
    onChange(null);
  };

  async function follow(client: pg.Client): Promise<void> {
    const lost = new AbortController();
    const onLost = (): void => {
      lose();
      lost.abort();
    };
    client.on('error', onLost);
    client.on('end', onLost);
    client.on('notification', ({ payload = '' }) => {
      if (payload.startsWith(own)) proven = Number(payload.slice(own.length));
      else if (!payload.startsWith(PROOF)) onChange(payload);
    });
    const signal = AbortSignal.any([stopping.signal, lost.signal]);
    await client.connect();
    await client.query(`listen ${channel}`);
    while (!signal.aborted) {
      await client.query('select pg_notify($1, $2)', [channel, `${own}${performance.now()}`]);
      await sleep(PERIOD_MS, undefined, { signal });
    }
  }

  const done = (async () => {
    while (!stopping.signal.aborted) {
      const client = db.client({
        application_name: 'sentimate-changes',
        connectionTimeoutMillis: MAX_SILENCE_MS,
        query_timeout: MAX_SILENCE_MS,
      });
      await follow(client).catch(() => undefined); // whatever it was, the remedy is a new connection
      lose();
      await client.end().catch(() => undefined);
      await sleep(PERIOD_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();

  return {
    isLive: () => performance.now() - proven < MAX_SILENCE_MS,
    async stop() {
      stopping.abort();
      await done;
    },
  };
}
