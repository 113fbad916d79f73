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

/** What `followChanges` tells. */
interface ChangeListener {
  /**
   * Gets what changed: the id of a tournament, `tournaments` or `models`, or null when notices may have been missed and
   * anything may have changed.
   */
  onChange(subject: string | null): void;
  /** Called once when notices stop to arrive, or do not arrive from the start, with the reason. */
  onLost?(cause: string): void;
  /** Called once when they arrive again. */
  onRegained?(): void;
}

/**
 * Tells the reconcilers that games or fine-tunes may have become due, or a tournament may have come to its end, once
 * the transaction is committed. A notice is a hint: without it the work waits for a reconciler's next pass.
 */
export async function tellWorkDue(q: Queryable): Promise<void> {
  await q.query(`select pg_notify('work_due', '')`);
}

/**
 * Listens on a channel and connects again whenever the connection is lost. Nothing is told of what changed on
 * `work_due`.
 *
 * A socket that looks open proves nothing (a network can drop packets, a pooler can give the connection to others), so
 * the process sends itself a notice every second and counts from the moment at which that left.
 */
export function followChanges(
  db: Database,
  { onChange, onLost, onRegained }: ChangeListener,
  channel: Channel = 'record_changed',
): ChangeFollower {
  const stopping = new AbortController();
  const own = `${PROOF}${randomUUID()} `;
  let proven = Number.NEGATIVE_INFINITY;
  let told = false; // that notices are lost

  const isLive = (): boolean => performance.now() - proven < MAX_SILENCE_MS;
  const lose = (): void => {
    proven = Number.NEGATIVE_INFINITY;
    onChange(null);
  };
  const tellLost = (cause: string): void => {
    if (!told && !stopping.signal.aborted) onLost?.(cause);
    told = true;
  };
  const prove = (sent: number): void => {
    proven = sent;
    if (told && isLive()) {
      told = false;
      onRegained?.();
    }
  };

  async function follow(client: pg.Client): Promise<void> {
    const lost = new AbortController();
    const end = (error?: Error): void => {
      lose();
      lost.abort(error ?? new Error('the connection was closed'));
    };
    client.on('error', end);
    client.on('end', () => end());
    client.on('notification', ({ payload = '' }) => {
      if (payload.startsWith(own)) prove(Number(payload.slice(own.length)));
      else if (!payload.startsWith(PROOF)) onChange(payload);
    });
    const signal = AbortSignal.any([stopping.signal, lost.signal]);
    await client.connect();
    await client.query(`listen ${channel}`);
    for (const since = performance.now(); !signal.aborted; ) {
      if (performance.now() - since > MAX_SILENCE_MS && !isLive()) tellLost('the connection carries no notices');
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
      const cause = await follow(client).catch(reasonOf); // whatever it was, the remedy is a new connection
      tellLost(cause ?? 'the connection was closed');
      lose();
      await client.end().catch(() => undefined);
      await sleep(PERIOD_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();

  return {
    isLive,
    async stop() {
      stopping.abort();
      await done;
    },
  };
}

/** The reason of a failure in words; an aborted wait has its reason as cause. */
function reasonOf(error: Error & { readonly code?: string }): string {
  const { message, code } = error.cause instanceof Error ? (error.cause as typeof error) : error;
  return message || (code ?? error.name); // a refused connection to several addresses has no message
}
