import { type ContestantKey, ENGINE_FAULTS } from '../../vocabulary/index.js';
import type { Queryable } from '../base/index.js';
import { all, isUuid } from '../base/index.js';

/** Games of one contestant with one fault. */
export interface FaultRow {
  readonly key: ContestantKey;
  /**
   * `own`: it lost the game by it. `machine`: an attempt at the game brought no result, and the same game was due
   * again.
   */
  readonly side: 'own' | 'machine';
  /** An engine's fault, or the cause by which an attempt was lost. */
  readonly cause: string;
  readonly count: number;
}

/** Only what occurred. An attempt given back by a worker that was asked to end is nobody's fault. */
export async function faultsByContestant(q: Queryable, tournamentId: string): Promise<FaultRow[]> {
  if (!isUuid(tournamentId)) return [];
  return all<FaultRow>(
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
