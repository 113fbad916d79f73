import type { FineTuneId } from '../../vocabulary/index.js';
import type { Queryable } from '../base/index.js';
import { all } from '../base/index.js';
import { MAX_ATTEMPTS } from './claim-fine-tune.js';

/** Queued, or running with nobody's lease on it, in the order in which they were planned. */
export async function dueFineTunes(q: Queryable, limit: number): Promise<FineTuneId[]> {
  const rows = await all<{ id: FineTuneId }>(
    q,
    `select id from fine_tune
     where not cancel_requested and attempts < $2 and (state = 'queued' or (state = 'running' and lease_until < now()))
     order by id limit $1`,
    [limit, MAX_ATTEMPTS],
  );
  return rows.map(({ id }) => id);
}
