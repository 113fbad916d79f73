/** Totals by contestant, summed by the database: memory is constant whatever the number of games. */
import { type ContestantKey, ENGINE_FAULTS, type Termination } from '../../vocabulary/index.js';
import { isUuid, type Queryable, queryAll } from '../base/index.js';

/** Totals over the recorded games of one contestant with one termination. */
interface PlayRow {
  readonly key: ContestantKey;
  readonly termination: Termination;
  readonly games: number;
  /** Games that it lost. */
  readonly lost: number;
  /** Half-moves of both sides, opening included. */
  readonly plies: number;
  /** Its own moves after the opening. */
  readonly moves: number;
  /** The share of the raw policy on legal moves, summed over its own moves. */
  readonly legalShare: number;
  /** Its own moves that the guard changed or decided. */
  readonly guarded: number;
}

/** How each contestant's games went, ordered by key and termination. */
export async function playByContestant(q: Queryable, tournamentId: string): Promise<PlayRow[]> {
  if (!isUuid(tournamentId)) return [];
  return queryAll<PlayRow>(
    q,
    `select key, termination, count(*)::int as games, count(*) filter (where lost)::int as lost,
       sum(plies)::int8 as plies, sum((stats->>'moves')::int)::int8 as moves,
       sum((stats->>'legalShare')::float8) as "legalShare", sum((stats->>'guarded')::int)::int8 as guarded
     from (
       select g.white as key, r.termination, r.plies, r.white_stats as stats, r.result = '0-1' as lost
       from result r join game g on g.tournament_id = r.tournament_id and g.number = r.number
       where r.tournament_id = $1
       union all
       select g.black, r.termination, r.plies, r.black_stats, r.result = '1-0'
       from result r join game g on g.tournament_id = r.tournament_id and g.number = r.number
       where r.tournament_id = $1) side
     group by key, termination order by key, termination`,
    [tournamentId],
  );
}

/** Number of games of one contestant with one fault. */
interface FaultRow {
  readonly key: ContestantKey;
  /** `own`: it lost the game by the fault. `machine`: an attempt at the game failed and the game was played again. */
  readonly side: 'own' | 'machine';
  /** An engine's fault, or the cause by which an attempt was lost. */
  readonly cause: string;
  readonly count: number;
}

/**
 * Faults that occurred in games of each contestant. Attempts that a worker released because it was asked to stop are
 * not counted.
 */
export async function faultsByContestant(q: Queryable, tournamentId: string): Promise<FaultRow[]> {
  if (!isUuid(tournamentId)) return [];
  return queryAll<FaultRow>(
    q,
    `select key, side, cause, count(*) as count from (
       select case r.result when '0-1' then g.white else g.black end as key, 'own' as side, r.termination as cause
       from result r join game g on g.tournament_id = r.tournament_id and g.number = r.number
       where r.tournament_id = $1 and r.termination = any($2)
       union all
       select unnest(array[g.white, g.black]), 'machine', l.cause
       from lost_attempt l join game g on g.tournament_id = l.tournament_id and g.number = l.number
       where l.tournament_id = $1 and l.cause not in ('stopped', 'cancelled')) fault
     group by key, side, cause order by key, side, cause`,
    [tournamentId, [...ENGINE_FAULTS]],
  );
}

/** Work that was repeated in games of one contestant; none of it counts in the results. */
interface ReplayRow {
  readonly key: ContestantKey;
  /** Games that were started more than once. */
  readonly replayed: number;
  /** Results that were delivered too late. */
  readonly late: number;
  /** Results with other moves than the recorded ones, which hold within the tolerance or are not decided again yet. */
  readonly otherMoves: number;
  /** Results with other moves than the recorded ones, which are not what the networks decide. */
  readonly conflicts: number;
}

/** Repeated games and superseded results of every contestant. */
export async function replaysByContestant(q: Queryable, tournamentId: string): Promise<ReplayRow[]> {
  if (!isUuid(tournamentId)) return [];
  return queryAll<ReplayRow>(
    q,
    `with side as (
       select number, attempts, white as key from game where tournament_id = $1
       union all select number, attempts, black from game where tournament_id = $1),
     superseded as (
       select number, count(*) filter (where reason in ('stale-epoch', 'tournament-over')) as late,
         count(*) filter (where reason in ('other-moves', 'tie')) as other_moves,
         count(*) filter (where reason = 'conflict') as conflicts
       from superseded_result where tournament_id = $1 group by number)
     select side.key, count(*) filter (where attempts > 1)::int as replayed,
       coalesce(sum(superseded.late), 0)::int as late,
       coalesce(sum(superseded.other_moves), 0)::int as "otherMoves",
       coalesce(sum(superseded.conflicts), 0)::int as conflicts
     from side left join superseded on superseded.number = side.number group by side.key order by side.key`,
    [tournamentId],
  );
}
