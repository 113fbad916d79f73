import type { Queryable } from '../base/index.js';
import { first } from '../base/index.js';

export interface GamesRelease {
  readonly tournamentId: string;
  readonly worker: string;
  /** A stable code of what ended the attempts, such as `child-exited`; `stopped` when the worker was asked to end. */
  readonly cause: string;
}

/** Gives back what a stopping worker holds, so that others need not wait for its leases. Returns how many games. */
export async function releaseGames(q: Queryable, { tournamentId, worker, cause }: GamesRelease): Promise<number> {
  const row = await first<{ released: number }>(
    q,
    `with t as (select id from tournament where id = $1 for update),
     released as (
       update game set state = 'due', lease_until = null, worker = null
       from t where game.tournament_id = t.id and game.worker = $2 and game.state = 'claimed' returning number, epoch),
     noted as (
       insert into lost_attempt (tournament_id, number, epoch, cause, worker)
       select $1, number, epoch, $3, $2 from released on conflict do nothing),
     touched as (
       update tournament set version = version + 1
       from t where tournament.id = t.id and exists (select from released) returning tournament.id)
     select count(*) as released from released`,
    [tournamentId, worker, cause],
  );
  return row?.released ?? 0;
}
