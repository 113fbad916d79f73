import type pg from 'pg';
import type { FineTuneState } from '../../vocabulary/index.js';
import { all } from '../base/index.js';

export interface LockedFineTune {
  readonly id: string;
  readonly state: FineTuneState;
  readonly standalone: boolean;
}

/**
 * Locks a tournament's fine-tunes. Everywhere in the store fine-tunes are locked before tournaments, fine-tunes in the
 * order of their keys and tournaments in that of their ids; games after their tournament. So nobody waits in a circle.
 */
export function lockFineTunes(client: pg.PoolClient, tournamentId: string): Promise<LockedFineTune[]> {
  return all<LockedFineTune>(
    client,
    `select id, state, standalone from fine_tune
     where id in (select fine_tune_id from contestant where tournament_id = $1) order by key for update`,
    [tournamentId],
  );
}
