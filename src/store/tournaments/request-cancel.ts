import type pg from 'pg';
import { appendEvents, type Database, isUuid, type TournamentSummary } from '../base/index.js';
import { lockFineTunes } from '../fine-tunes/index.js';
import { getTournamentSummary } from './tournaments.js';

/**
 * Requests the cancellation of a tournament: no further game is claimed, workers stop at their next renewal, and
 * `advanceTournaments` ends it when no worker holds a game. Its fine-tunes are cancelled too, unless another open
 * tournament needs them or they are standalone. `changed` is false when cancellation was requested before or the
 * tournament has ended. Returns null for an unknown tournament.
 */
export async function requestCancel(
  db: Database,
  id: string,
): Promise<{ changed: boolean; tournament: TournamentSummary } | null> {
  if (!isUuid(id)) return null;
  return db.transaction(async (client) => {
    await lockFineTunes(client, id);
    const { rowCount } = await client.query(
      `update tournament set cancel_requested = true
       where id = $1 and state in ('created', 'running') and not cancel_requested`,
      [id],
    );
    const changed = rowCount === 1;
    if (changed) {
      await cancelUnneededFineTunes(client, id);
      await appendEvents(client, id, [{ type: 'cancel-requested', data: {} }]);
    }
    const tournament = await getTournamentSummary(client, id);
    return tournament && { changed, tournament };
  });
}

/** Cancels the fine-tunes of a tournament that no other open tournament needs. The caller holds their locks. */
export async function cancelUnneededFineTunes(client: pg.PoolClient, id: string): Promise<void> {
  await client.query(
    `update fine_tune f set cancel_requested = true, version = version + 1,
       state = case when state = 'queued' then 'cancelled' else state end,
       finished_at = case when state = 'queued' then now() else finished_at end
     where f.state in ('queued', 'running') and not f.standalone
       and f.id in (select fine_tune_id from contestant where tournament_id = $1)
       and not exists (
         select from contestant c join tournament t on t.id = c.tournament_id
         where c.fine_tune_id = f.id and t.id <> $1 and t.state in ('created', 'running') and not t.cancel_requested)`,
    [id],
  );
}
