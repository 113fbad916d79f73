import type { TournamentId } from '../vocabulary/index.js';
import type { Queryable } from './database.js';
import { all } from './rows.js';

/** A game that may be claimed: due or with a lease that is over, and both sides can sit down. */
export const PLAYABLE = `(g.state = 'due' or (g.state = 'claimed' and g.lease_until < now()))
  and (w.checkpoint is not null or w.anchor is not null) and (b.checkpoint is not null or b.anchor is not null)`;

export const PLAYERS = `game g
  join contestant w on w.tournament_id = g.tournament_id and w.key = g.white
  join contestant b on b.tournament_id = g.tournament_id and b.key = g.black`;

/** Tournaments with a game to play now, oldest first. */
export async function duePlay(q: Queryable): Promise<TournamentId[]> {
  const rows = await all<{ id: TournamentId }>(
    q,
    `select t.id from tournament t
     where t.state in ('created', 'running') and not t.cancel_requested
       and exists (select from ${PLAYERS} where g.tournament_id = t.id and g.state <> 'done' and ${PLAYABLE})
     order by t.id`,
    [],
  );
  return rows.map(({ id }) => id);
}
