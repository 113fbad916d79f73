import type { ContestantKey, Termination } from '../../vocabulary/index.js';
import type { Queryable } from '../base/index.js';
import { all, isUuid } from '../base/index.js';

/** Sums over the recorded games that one contestant played and that ended in one way. */
export interface PlayRow {
  readonly key: ContestantKey;
  readonly termination: Termination;
  readonly games: number;
  /** Games that it lost. */
  readonly lost: number;
  /** Of both sides together, opening included. */
  readonly plies: number;
  /**
   * Its own moves after the opening, the raw policy's legal share summed over them, and those that the guard changed or
   * decided.
   */
  readonly moves: number;
  readonly legalShare: number;
  readonly guarded: number;
}

/** How each contestant's games went, summed by the database: constant memory whatever the number of games. */
export async function playByContestant(q: Queryable, tournamentId: string): Promise<PlayRow[]> {
  if (!isUuid(tournamentId)) return [];
  return all<PlayRow>(
    q,
    `select key, termination, count(*)::int as games, count(*) filter (where lost)::int as lost, sum(plies)::int8 as plies,
       sum((stats->>'moves')::int)::int8 as moves, sum((stats->>'legalShare')::float8) as "legalShare",
       sum((stats->>'guarded')::int)::int8 as guarded
     from (
       select g.white as key, r.termination, r.plies, r.white_stats as stats, r.result = '0-1' as lost
       from result r join game g on g.tournament_id = r.tournament_id and g.number = r.number where r.tournament_id = $1
       union all
       select g.black, r.termination, r.plies, r.black_stats, r.result = '1-0'
       from result r join game g on g.tournament_id = r.tournament_id and g.number = r.number where r.tournament_id = $1) side
     group by key, termination order by key, termination`,
    [tournamentId],
  );
}
