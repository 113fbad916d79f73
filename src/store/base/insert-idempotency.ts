import type { Queryable } from './database.js';
import { findIdempotency, type IdempotencyOutcome, type IdempotentRequest } from './find-idempotency.js';

export interface IdempotentAnswer extends IdempotentRequest {
  readonly status: number;
  readonly response: unknown;
}

/**
 * Takes the key, in the transaction that does the work. A second request with the same key waits for the first to
 * commit and is then told what was answered. `new` means: go on.
 */
export async function insertIdempotency(q: Queryable, answer: IdempotentAnswer): Promise<IdempotencyOutcome> {
  const { rowCount } = await q.query(
    `insert into idempotency_key (key, route, request_hash, status, response) values ($1, $2, $3, $4, $5)
     on conflict (key, route) do nothing`,
    [answer.key, answer.route, answer.requestHash, answer.status, JSON.stringify(answer.response)],
  );
  return rowCount === 1 ? { kind: 'new' } : findIdempotency(q, answer);
}
