import type { Queryable } from './database.js';
import type { EventType } from './row-types.js';

export interface NewEvent {
  readonly type: EventType;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Appends events and raises the version, in one statement. Updating the tournament's row locks it until the transaction
 * ends, so numbers follow each other without gaps in the order of commits. An empty list still raises the version.
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
 * Common table expressions that note one event in every tournament of the fine-tune in `changed (id)`. Tournaments are
 * locked in the order of their ids, so that two of these cannot wait for each other. `type` and `data` are SQL
 * expressions.
 */
export function appendFineTuneEvent(type: string, data: string): string {
  return `locked as (
      select t.id from tournament t
      where t.id in (select c.tournament_id from contestant c join changed on c.fine_tune_id = changed.id)
      order by t.id for update),
    touched as (
      update tournament t set version = t.version + 1, event_seq = t.event_seq + 1
      from locked where t.id = locked.id returning t.id, t.event_seq),
    noted as (
      insert into event (tournament_id, seq, type, data)
      select touched.id, touched.event_seq, ${type}, ${data} from touched, changed)`;
}
