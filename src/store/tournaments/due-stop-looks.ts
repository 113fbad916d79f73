import type { TournamentId } from '../../vocabulary/index.js';
import type { Queryable } from '../base/index.js';
import { all, CHILDLESS } from '../base/index.js';

export interface StopLook {
  readonly id: TournamentId;
  /** The first open block, or the first open game of a match; to be stored once looked at. */
  readonly place: number;
}

/**
 * Running tournaments with a sequential stop whose prefix has grown since the last look. Games that lost children can
 * never play are left aside, as the analysis leaves them out.
 */
export async function dueStopLooks(q: Queryable): Promise<StopLook[]> {
  return all<StopLook>(
    q,
    `select t.id, open.place from tournament t cross join lateral (
       select case t.kind when 'match' then g.number else g.block end as place from game g
       where g.tournament_id = t.id and g.state <> 'done' and not exists (
         select from contestant c join fine_tune f on f.id = c.fine_tune_id
         where c.tournament_id = t.id and c.key in (g.white, g.black) and c.checkpoint is null and f.state in (${CHILDLESS}))
       order by g.number limit 1) open
     where t.state = 'running' and not t.cancel_requested and open.place > greatest(t.stop_looked, 1)
       and 'sequential' in (t.plan #>> '{spec,analysis,stop,kind}', t.plan #>> '{spec,stop,kind}')
     order by t.id`,
    [],
  );
}

/** A look is no change of the tournament: its version stays. */
export async function recordStopLook(q: Queryable, { id, place }: StopLook): Promise<void> {
  await q.query(`update tournament set stop_looked = $2 where id = $1 and stop_looked < $2`, [id, place]);
}
