import type { ContestantRow, Queryable } from '../base/index.js';
import { all, isUuid } from '../base/index.js';

/** In the plan's order. */
export async function getContestants(q: Queryable, tournamentId: string): Promise<ContestantRow[]> {
  if (!isUuid(tournamentId)) return [];
  return all<ContestantRow>(
    q,
    `select c.tournament_id as "tournamentId", c.key, c.ordinal, c.name, c.kind, c.arm, c.replicate, c.fine_tune_id as "fineTuneId",
       f.key as "fineTuneKey", c.checkpoint, c.anchor, c.engine, c.decoding
     from contestant c left join fine_tune f on f.id = c.fine_tune_id
     where c.tournament_id = $1 order by c.ordinal`,
    [tournamentId],
  );
}
