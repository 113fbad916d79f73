import type { Queryable } from './database.js';
import { isUuid, queryAll } from './query.js';
import type { EventRow, NewEvent, Page } from './row-types.js';

/**
 * Appends events to a tournament and increments its version, in one statement. Updating the tournament's row locks it
 * until the transaction ends, so sequence numbers have no gaps and follow the order of commits. An empty list still
 * increments the version.
 */
export async function appendEvents(q: Queryable, tournamentId: string, events: readonly NewEvent[]): Promise<void> {
  await q.query(
    `with touched as (
       update tournament set version = version + 1, event_seq = event_seq + $2 where id = $1 returning event_seq)
     insert into event (tournament_id, seq, type, data)
     select $1, touched.event_seq - $2 + new.nth, new.type, new.data
     from touched, unnest($3::text[], $4::jsonb[]) with ordinality as new (type, data, nth)`,
    [tournamentId, events.length, events.map((event) => event.type), events.map((event) => JSON.stringify(event.data))],
  );
}

/**
 * SQL: common table expressions that append one event to every tournament that uses the fine-tune in `changed (id)`, a
 * common table expression that must precede them. `type` and `data` are SQL expressions. Tournaments are locked in the
 * order of their ids, so two such statements cannot deadlock.
 */
export function fineTuneEventSql(type: string, data: string): string {
  return `locked as (
      select t.id from tournament t
      where t.id in (select c.tournament_id from contestant c join changed on c.fine_tune_id = changed.id)
      order by t.id for update),
    touched as (
      update tournament t set version = t.version + 1, event_seq = t.event_seq + 1
      from locked where t.id = locked.id returning t.id, t.event_seq),
    appended as (
      insert into event (tournament_id, seq, type, data)
      select touched.id, touched.event_seq, ${type}, ${data} from touched, changed)`;
}

/**
 * A page of a tournament's events in the order of their sequence numbers. The numbers have no gaps, so a client that
 * passes its last one as `after` misses none. Empty for an unknown tournament.
 */
export async function listEvents(
  q: Queryable,
  tournamentId: string,
  { after, limit }: Page<number>,
): Promise<EventRow[]> {
  if (!isUuid(tournamentId)) return [];
  return queryAll<EventRow>(
    q,
    `select seq, type, data, at from event where tournament_id = $1 and seq > $2 order by seq limit $3`,
    [tournamentId, after ?? 0, limit],
  );
}
