import type { FastifyRequest } from 'fastify';
import { hashOf } from '../../spec/index.js';
import {
  findIdempotency,
  type IdempotencyOutcome,
  type IdempotentRequest,
  type Queryable,
} from '../../store/base/index.js';
import { Problem } from './problems.js';

/** The request's Idempotency-Key with a fingerprint of its body; undefined when it has none. */
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

/** The answer given before to the same key, if any. Throws Problem when the key was used for another request. */
export function repeatedAnswer(outcome: IdempotencyOutcome): { status: number; response: unknown } | undefined {
  if (outcome.kind === 'mismatch') throw new Problem('idempotency-mismatch', 'use a new key for a new request');
  return outcome.kind === 'repeated' ? outcome : undefined;
}

export async function answeredBefore(
  q: Queryable,
  key: IdempotentRequest | undefined,
): Promise<{ status: number; response: unknown } | undefined> {
  return key && repeatedAnswer(await findIdempotency(q, key));
}
