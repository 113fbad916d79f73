import type { Queryable } from '../base/index.js';
import { first } from '../base/index.js';

export interface GamesRenewal {
  readonly tournamentId: string;
  readonly worker: string;
  readonly leaseMs: number;
}

/**
 * Renews the leases of all games that this worker holds; `held` counts them. `cancelRequested` is also true when the
 * tournament is over or gone: stop playing it. The tournament's row is locked first, as everywhere before its games.
 */
export async function renewGames(
  q: Queryable,
  { tournamentId, worker, leaseMs }: GamesRenewal,
): Promise<{ cancelRequested: boolean; held: number }> {
  const row = await first<{ cancelRequested: boolean; held: number }>(
    q,
    `with t as (
       select id, cancel_requested or state not in ('created', 'running') as over from tournament where id = $1 for update),
     renewed as (
       update game set lease_until = now() + $3 * interval '1 millisecond'
       from t where game.tournament_id = t.id and game.worker = $2 and game.state = 'claimed' returning number)
     select over as "cancelRequested", (select count(*) from renewed) as held from t`,
    [tournamentId, worker, leaseMs],
  );
  return row ?? { cancelRequested: true, held: 0 };
}
