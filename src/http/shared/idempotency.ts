import type { FastifyRequest } from 'fastify';
import { hashOf } from '../../spec/keys/index.js';
import {
  findIdempotency,
  type IdempotencyOutcome,
  type IdempotentRequest,
  type Queryable,
} from '../../store/base/index.js';
import { Problem } from './problems.js';

/**
 * Returns the request's Idempotency-Key with the hash of its body, or undefined if it has none. Throws Problem
 * `invalid-request` for a key that is empty or longer than 200 characters.
 */
export function idempotencyOf(request: FastifyRequest): IdempotentRequest | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || key.length === 0 || key.length > 200)
    throw new Problem('invalid-request', 'Idempotency-Key must be 1 to 200 characters');
  return {
    key,
    route: `${request.method} ${request.routeOptions.url ?? ''}`,
    requestHash: hashOf<string>(request.body),
  };
}

/** Returns the stored answer to the same key, if any. Throws Problem if the key was used for another request. */
export function storedAnswer(outcome: IdempotencyOutcome): { status: number; response: unknown } | undefined {
  if (outcome.kind === 'mismatch') throw new Problem('idempotency-mismatch', 'use a new key for a new request');
  return outcome.kind === 'repeated' ? outcome : undefined;
}

/** Looks up the stored answer to a key. Throws Problem `idempotency-mismatch` if the key was used otherwise. */
export async function findStoredAnswer(
  q: Queryable,
  key: IdempotentRequest | undefined,
): Promise<{ status: number; response: unknown } | undefined> {
  return key && storedAnswer(await findIdempotency(q, key));
}
