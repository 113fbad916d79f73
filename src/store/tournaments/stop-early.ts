/** Sequential stopping: when to test the stop rule of a running tournament, and how the rule ends it. */
import type { StopDecision } from '../../tournament/verdict/index.js';
import type { TournamentId } from '../../vocabulary/index.js';
import { appendEvents, CHILDLESS, type Database, isUuid, type Queryable, queryAll } from '../base/index.js';
import { lockFineTunes } from '../fine-tunes/index.js';
import { cancelUnneededFineTunes } from './request-cancel.js';

/** A tournament whose stop rule is to be tested again: an interim look in the sense of sequential analysis. */
export interface StopLook {
  readonly id: TournamentId;
  /** First open block (of a match: the number of its first open game); stored by `recordStopLook`. */
  readonly firstOpen: number;
}

/**
 * Running tournaments with a sequential stop rule whose completed prefix has grown since the last look. Games that can
 * never be played because a child was lost are ignored, as the analysis ignores them.
 */
export async function dueStopLooks(q: Queryable): Promise<StopLook[]> {
  return queryAll<StopLook>(
    q,
    `select t.id, open.first_open as "firstOpen" from tournament t cross join lateral (
       select case t.kind when 'match' then g.number else g.block end as first_open from game g
       where g.tournament_id = t.id and g.state <> 'done' and not exists (
         select from contestant c join fine_tune f on f.id = c.fine_tune_id
         where c.tournament_id = t.id and c.key in (g.white, g.black) and c.checkpoint is null
           and f.state in (${CHILDLESS}))
       order by g.number limit 1) open
     where t.state = 'running' and not t.cancel_requested and open.first_open > greatest(t.stop_looked, 1)
       and coalesce(t.plan #>> '{spec,analysis,stop,kind}', t.plan #>> '{spec,stop,kind}')
         in ('sequential', 'group-sequential')
     order by t.id`,
  );
}

/** Stores how far the stop rule was tested. A look does not change the tournament's version. */
export async function recordStopLook(q: Queryable, { id, firstOpen }: StopLook): Promise<void> {
  await q.query(`update tournament set stop_looked = $2 where id = $1 and stop_looked < $2`, [id, firstOpen]);
}

/**
 * running -> finished before the end of the schedule, because the plan's stop rule has decided. `decide` reads the
 * record under the lock of the tournament's row, so nothing changes between the decision and the end. The same
 * transaction sets every game without a result to `unplayed` (a result that a worker delivers later is superseded),
 * cancels fine-tunes that no other tournament needs, and appends the last event with the reason. Returns null when the
 * tournament is not running or `decide` returns null.
 */
export async function stopEarly(
  db: Database,
  id: string,
  decide: (q: Queryable) => Promise<StopDecision | null>,
): Promise<(StopDecision & { readonly unplayed: number }) | null> {
  if (!isUuid(id)) return null;
  return db.transaction(async (client) => {
    await lockFineTunes(client, id);
    const { rowCount } = await client.query(
      `select from tournament where id = $1 and state = 'running' and not cancel_requested for update`,
      [id],
    );
    if (rowCount !== 1) return null;
    const decision = await decide(client);
    if (!decision) return null;
    const { rowCount: unplayed } = await client.query(
      `update game set state = 'unplayed', lease_until = null, worker = null
       where tournament_id = $1 and state in ('due', 'claimed')`,
      [id],
    );
    await client.query(`update tournament set state = 'finished', finished_at = now() where id = $1`, [id]);
    await cancelUnneededFineTunes(client, id);
    const outcome = { ...decision, unplayed: unplayed ?? 0 };
    await appendEvents(client, id, [{ type: 'finished', data: { reason: 'stop-rule', ...outcome } }]);
    return outcome;
  });
}
