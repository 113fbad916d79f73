import type { ContestantKey } from '../../vocabulary/index.js';
import type { Queryable } from '../base/index.js';
import { all, isUuid } from '../base/index.js';

/** What the machinery had to do again in games of one contestant; none of it counts. */
export interface ReplayRow {
  readonly key: ContestantKey;
  /** Games that were started more than once. */
  readonly replayed: number;
  /** Results that came too late, and those with other moves than the ones on record. */
  readonly late: number;
  readonly conflicts: number;
}

export async function replaysByContestant(q: Queryable, tournamentId: string): Promise<ReplayRow[]> {
  if (!isUuid(tournamentId)) return [];
  return all<ReplayRow>(
    q,
    `with side as (
       select number, attempts, white as key from game where tournament_id = $1
       union all select number, attempts, black from game where tournament_id = $1),
     odd as (
       select number, count(*) filter (where reason <> 'conflict') as late, count(*) filter (where reason = 'conflict') as conflicts
       from superseded_result where tournament_id = $1 group by number)
     select side.key, count(*) filter (where attempts > 1)::int as replayed, coalesce(sum(odd.late), 0)::int as late,
       coalesce(sum(odd.conflicts), 0)::int as conflicts
     from side left join odd on odd.number = side.number group by side.key order by side.key`,
    [tournamentId],
  );
}
