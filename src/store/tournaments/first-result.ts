import { isUuid, type Queryable, queryOne } from '../base/index.js';

/** When the results of a tournament began, and how far its record goes; all of one moment. */
interface FirstResult {
  /** When the first result was recorded; null without one. */
  readonly at: Date | null;
  /** Number of events before that of the first game; of all events without one. */
  readonly eventsBefore: number;
  readonly results: number;
  /** End of the hash chain over those results. */
  readonly chain: string;
  readonly version: number;
}

/** Returns when the results of a tournament began; null for an unknown one. */
export async function firstResult(q: Queryable, id: string): Promise<FirstResult | null> {
  if (!isUuid(id)) return null;
  return queryOne<FirstResult>(
    q,
    `select t.chain, t.version,
       (select min(recorded_at) from result where tournament_id = t.id) as at,
       (select count(*) from result where tournament_id = t.id) as results,
       coalesce(
         (select min(seq) from event where tournament_id = t.id and type = 'game') - 1, t.event_seq
       ) as "eventsBefore"
     from tournament t where t.id = $1`,
    [id],
  );
}
