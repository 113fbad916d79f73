import type { StopDecision } from '../../tournament/verdict/index.js';
import type { Database, Queryable } from '../base/index.js';
import { appendEvents, isUuid } from '../base/index.js';
import { lockFineTunes } from '../fine-tunes/index.js';
import { cancelUnneededFineTunes } from './request-cancel.js';

/**
 * running -> finished before the schedule's end, because the plan's stop rule has decided. `decide` reads the record
 * again under the lock of the tournament's row, so that nothing can change between the decision and the end. In the
 * same transaction every game without a result becomes `unplayed` (one that is on a board now is thrown away when it is
 * delivered, as for any tournament that is over), fine-tunes that nobody else waits for are cancelled, and the last
 * event tells the reason. Null: not running any more, or not decided.
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
      `update game set state = 'unplayed', lease_until = null, worker = null where tournament_id = $1 and state in ('due', 'claimed')`,
      [id],
    );
    await client.query(`update tournament set state = 'finished', finished_at = now() where id = $1`, [id]);
    await cancelUnneededFineTunes(client, id);
    const ended = { ...decision, unplayed: unplayed ?? 0 };
    await appendEvents(client, id, [{ type: 'finished', data: { reason: 'stop-rule', ...ended } }]);
    return ended;
  });
}
