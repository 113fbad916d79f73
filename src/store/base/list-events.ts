import type { Queryable } from './database.js';
import type { EventRow, Page } from './row-types.js';
import { all, isUuid } from './rows.js';

/** In the order of their numbers, which have no gaps: a client that asks for `after` its last one misses none. */
export async function listEvents(
  q: Queryable,
  tournamentId: string,
  { after, limit }: Page<number>,
): Promise<EventRow[]> {
  if (!isUuid(tournamentId)) return [];
  return all<EventRow>(
    q,
    `select seq, type, data, at from event where tournament_id = $1 and seq > $2 order by seq limit $3`,
    [tournamentId, after ?? 0, limit],
  );
}
