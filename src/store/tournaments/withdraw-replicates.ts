import type { TournamentId } from '../../vocabulary/index.js';
import { appendEvents, type Database, queryAll } from '../base/index.js';

/**
 * SQL: the replicates of tournament `t` in which a fine-tune failed by its own fault, so that another attempt would end
 * the same way.
 */
const FAILED_REPLICATES = `select c.replicate from contestant c join fine_tune f on f.id = c.fine_tune_id
  where c.tournament_id = t.id and c.checkpoint is null and f.state = 'failed' and (f.error->>'own')::boolean`;

/** SQL condition: no worker plays game `g`, and one of its sides is a child of a failed replicate, of any arm. */
const IS_WITHDRAWN = `g.tournament_id = t.id and (g.state = 'due' or (g.state = 'claimed' and g.lease_until < now()))
  and exists (
    select from contestant s
    where s.tournament_id = t.id and s.key in (g.white, g.black) and s.replicate in (${FAILED_REPLICATES}))`;

/**
 * Withdraws failed replicates. A fine-tune that fails by its own fault, such as divergence, fails its replicate in
 * every arm: the open games of the replicate become `unplayed`, and the tournament continues with the others. The
 * verdict lists the replicate, excludes it, and is invalid when more replicates fail than the plan allows. A retry
 * before the end reverts this. Returns the tournaments that lost games.
 */
export async function withdrawReplicates(db: Database): Promise<TournamentId[]> {
  const affected = await queryAll<{ id: TournamentId }>(
    db.pool,
    `select t.id from tournament t where t.state in ('created', 'running') and not t.cancel_requested
       and exists (${FAILED_REPLICATES}) and exists (select from game g where ${IS_WITHDRAWN})`,
  );
  for (const { id } of affected) {
    await db.transaction(async (client) => {
      await client.query('select from tournament where id = $1 for update', [id]);
      const failed = await queryAll<{ replicate: number }>(
        client,
        `select distinct replicate from (${FAILED_REPLICATES.replace('t.id', '$1')}) l order by replicate`,
        [id],
      );
      const { rowCount } = await client.query(
        `update game g set state = 'unplayed', lease_until = null, worker = null
         from tournament t where t.id = $1 and t.state in ('created', 'running') and ${IS_WITHDRAWN}`,
        [id],
      );
      if (rowCount)
        await appendEvents(client, id, [
          { type: 'replicate-failed', data: { replicates: failed.map(({ replicate }) => replicate), games: rowCount } },
        ]);
    });
  }
  return affected.map(({ id }) => id);
}
