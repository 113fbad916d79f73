import type pg from 'pg';
import type { FineTuneState } from '../../vocabulary/index.js';
import { queryAll } from '../base/index.js';

interface LockedFineTune {
  readonly id: string;
  readonly state: FineTuneState;
  readonly standalone: boolean;
}

/**
 * Locks a tournament's fine-tunes until the transaction ends. To exclude deadlocks, the whole store locks fine-tunes
 * before tournaments and tournaments before their games; fine-tunes in the order of their keys, tournaments in the
 * order of their ids.
 */
export function lockFineTunes(client: pg.PoolClient, tournamentId: string): Promise<LockedFineTune[]> {
  return queryAll<LockedFineTune>(
    client,
    `select id, state, standalone from fine_tune
     where id in (select fine_tune_id from contestant where tournament_id = $1) order by key for update`,
    [tournamentId],
  );
}
