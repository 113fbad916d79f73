import type { Queryable } from '../base/index.js';
import { first } from '../base/index.js';

export interface FineTuneRenewal {
  readonly id: string;
  readonly epoch: number;
  readonly leaseMs: number;
}

/** `held` is false once another worker has claimed it or it is over: then stop and report nothing. */
export async function renewFineTune(
  q: Queryable,
  { id, epoch, leaseMs }: FineTuneRenewal,
): Promise<{ held: boolean; cancelRequested: boolean }> {
  const row = await first<{ cancelRequested: boolean }>(
    q,
    `update fine_tune set lease_until = now() + $3 * interval '1 millisecond'
     where id = $1 and epoch = $2 and state = 'running'
     returning cancel_requested as "cancelRequested"`,
    [id, epoch, leaseMs],
  );
  return { held: row !== null, cancelRequested: row?.cancelRequested ?? false };
}
