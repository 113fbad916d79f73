import type { TournamentId } from '../vocabulary/index.js';
import type { Queryable } from './database.js';
import { all } from './rows.js';

/** Of one tournament: the keys of those who can sit down. Laid out once, so that a schedule of a million games is walked along its index and not joined whole. */
export const seatedOf = (tournament: string): string =>
  `(select array_agg(key) as keys from contestant where tournament_id = ${tournament} and (checkpoint is not null or anchor is not null)) seated`;

/** A game that may be claimed: due or with a lease that is over, and both sides are among `seated`. */
export const PLAYABLE = `(g.state = 'due' or (g.state = 'claimed' and g.lease_until < now())) and g.white = any(seated.keys) and g.black = any(seated.keys)`;

/** Tournaments with a game to play now, oldest first. */
export async function duePlay(q: Queryable): Promise<TournamentId[]> {
  const rows = await all<{ id: TournamentId }>(
    q,
    `select t.id from tournament t cross join lateral ${seatedOf('t.id')}
     where t.state in ('created', 'running') and not t.cancel_requested
       and exists (select from game g where g.tournament_id = t.id and g.state <> 'done' and ${PLAYABLE})
     order by t.id`,
    [],
  );
  return rows.map(({ id }) => id);
}
