import type { TournamentId } from '../../vocabulary/index.js';
import type { Database } from '../base/index.js';
import { all, appendEvents } from '../base/index.js';

/**
 * Replicates in which a fine-tune failed by its own fault: another attempt would end in the same way. Needs `t` in
 * scope.
 */
const LOST = `select c.replicate from contestant c join fine_tune f on f.id = c.fine_tune_id
  where c.tournament_id = t.id and c.checkpoint is null and f.state = 'failed' and (f.error->>'own')::boolean`;

/** Games that wait and in which a child of such a replicate, of whatever arm, would sit. */
const IDLE = `g.tournament_id = t.id and (g.state = 'due' or (g.state = 'claimed' and g.lease_until < now()))
  and exists (select from contestant s where s.tournament_id = t.id and s.key in (g.white, g.black) and s.replicate in (${LOST}))`;

/**
 * A fine-tune that fails by its own fault, such as one that diverges, fails its replicate in every arm: the replicate's
 * games that were not played become `unplayed`, and the tournament ends with the others. The verdict lists the
 * replicate and leaves it out, and past the plan's limit it is invalid. A retry before the end takes this back. Returns
 * the tournaments that lost games.
 */
export async function withdrawReplicates(db: Database): Promise<TournamentId[]> {
  const found = await all<{ id: TournamentId }>(
    db.pool,
    `select t.id from tournament t where t.state in ('created', 'running') and not t.cancel_requested
       and exists (${LOST}) and exists (select from game g where ${IDLE})`,
    [],
  );
  for (const { id } of found) {
    await db.transaction(async (client) => {
      await client.query('select from tournament where id = $1 for update', [id]);
      const lost = await all<{ replicate: number }>(
        client,
        `select distinct replicate from (${LOST.replace('t.id', '$1')}) l order by replicate`,
        [id],
      );
      const { rowCount } = await client.query(
        `update game g set state = 'unplayed', lease_until = null, worker = null
         from tournament t where t.id = $1 and t.state in ('created', 'running') and ${IDLE}`,
        [id],
      );
      if (rowCount)
        await appendEvents(client, id, [
          { type: 'replicate-failed', data: { replicates: lost.map(({ replicate }) => replicate), games: rowCount } },
        ]);
    });
  }
  return found.map(({ id }) => id);
}
