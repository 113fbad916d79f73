import type { TournamentId } from '../../vocabulary/index.js';
import type { Queryable } from '../base/index.js';
import { all } from '../base/index.js';

/**
 * A game `g` of the tournament that may be claimed: due or with a lease that is over, and both sides can sit down. Who
 * can is laid out once as an array: a join makes the planner sort the whole schedule for every claim.
 */
export function isPlayableSql(tournament: string): string {
  const seated = `any(array(select key from contestant where tournament_id = ${tournament} and (checkpoint is not null or anchor is not null)))`;
  return `g.tournament_id = ${tournament} and g.state <> 'done' and (g.state = 'due' or (g.state = 'claimed' and g.lease_until < now()))
    and g.white = ${seated} and g.black = ${seated}`;
}

/** Tournaments with a game to play now, oldest first. */
export async function dueGames(q: Queryable): Promise<TournamentId[]> {
  const rows = await all<{ id: TournamentId }>(
    q,
    `select t.id from tournament t
       cross join lateral (select from game g where ${isPlayableSql('t.id')} limit 1) game_to_play
     where t.state in ('created', 'running') and not t.cancel_requested
     order by t.id`,
    [],
  );
  return rows.map(({ id }) => id);
}
