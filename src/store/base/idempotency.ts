import type { Queryable } from './database.js';
import { queryOne } from './query.js';

/** A request that carries an idempotency key. A key is scoped to its route. */
export interface IdempotentRequest {
  readonly key: string;
  readonly route: string;
  /** SHA-256 of the request body in canonical JSON. */
  readonly requestHash: string;
}

/** The request with the answer that is stored for its repetitions. */
export interface IdempotentAnswer extends IdempotentRequest {
  /** HTTP status. */
  readonly status: number;
  /** Body, stored as JSON. */
  readonly response: unknown;
}

/**
 * `new`: the key was free. `repeated`: the same request was answered before; send the stored answer again. `mismatch`:
 * the key was used for a different request.
 */
export type IdempotencyOutcome =
  | { readonly kind: 'new' }
  | { readonly kind: 'repeated'; readonly status: number; readonly response: unknown }
  | { readonly kind: 'mismatch' };

/** Looks up the stored answer of a key without reserving the key. */
export async function findIdempotency(
  q: Queryable,
  { key, route, requestHash }: IdempotentRequest,
): Promise<IdempotencyOutcome> {
  const row = await queryOne<{ requestHash: string; status: number; response: unknown }>(
    q,
    `select request_hash as "requestHash", status, response from idempotency_key where key = $1 and route = $2`,
    [key, route],
  );
  if (!row) return { kind: 'new' };
  return row.requestHash === requestHash
    ? { kind: 'repeated', status: row.status, response: row.response }
    : { kind: 'mismatch' };
}

/**
 * Reserves the key, inside the transaction that does the work; the caller continues only on `new`. A concurrent request
 * with the same key waits for the first one to commit and then gets its stored answer.
 */
export async function insertIdempotency(q: Queryable, answer: IdempotentAnswer): Promise<IdempotencyOutcome> {
  const { rowCount } = await q.query(
    `insert into idempotency_key (key, route, request_hash, status, response) values ($1, $2, $3, $4, $5)
     on conflict (key, route) do nothing`,
    [answer.key, answer.route, answer.requestHash, answer.status, JSON.stringify(answer.response)],
  );
  return rowCount === 1 ? { kind: 'new' } : findIdempotency(q, answer);
}
