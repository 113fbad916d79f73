import type { Queryable } from './database.js';
import { first } from './rows.js';

export interface IdempotentRequest {
  readonly key: string;
  readonly route: string;
  /** SHA-256 of the canonical request. */
  readonly requestHash: string;
}

/** `repeated`: answer as before. `mismatch`: the key was used for another request. */
export type IdempotencyOutcome =
  | { readonly kind: 'new' }
  | { readonly kind: 'repeated'; readonly status: number; readonly response: unknown }
  | { readonly kind: 'mismatch' };

export async function findIdempotency(
  q: Queryable,
  { key, route, requestHash }: IdempotentRequest,
): Promise<IdempotencyOutcome> {
  const row = await first<{ requestHash: string; status: number; response: unknown }>(
    q,
    `select request_hash as "requestHash", status, response from idempotency_key where key = $1 and route = $2`,
    [key, route],
  );
  if (!row) return { kind: 'new' };
  return row.requestHash === requestHash
    ? { kind: 'repeated', status: row.status, response: row.response }
    : { kind: 'mismatch' };
}
