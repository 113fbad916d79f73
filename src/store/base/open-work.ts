import type { Queryable } from './database.js';
import { first } from './rows.js';

/** What waits to be done or is being done, in all tournaments together. Ages in seconds; null where there is none. */
export interface OpenWork {
  readonly fineTunesQueued: number;
  readonly fineTunesRunning: number;
  readonly oldestQueuedSeconds: number | null;
  readonly gamesClaimed: number;
  /** Claims whose lease is over and that nobody has taken again. */
  readonly leasesOver: number;
  /** Since a game was last recorded. */
  readonly lastResultSeconds: number | null;
  /** At most 5,000 of each tournament are looked at. */
  readonly resultsLastMinute: number;
}

export async function openWork(q: Queryable): Promise<OpenWork> {
  const row = await first<OpenWork & Record<string, unknown>>(
    q,
    `select
       (select count(*)::int from fine_tune where state = 'queued') as "fineTunesQueued",
       (select count(*)::int from fine_tune where state = 'running') as "fineTunesRunning",
       (select extract(epoch from now() - min(created_at))::float8 from fine_tune where state = 'queued') as "oldestQueuedSeconds",
       (select count(*)::int from game where state = 'claimed') as "gamesClaimed",
       (select count(*)::int from game where state = 'claimed' and lease_until < now()) as "leasesOver",
       recent.age as "lastResultSeconds", recent.minute as "resultsLastMinute"
     from (
       select extract(epoch from now() - max(r.recorded_at))::float8 as age,
         (count(*) filter (where r.recorded_at > now() - interval '1 minute'))::int as minute
       from tournament t
       cross join lateral (select recorded_at from result where tournament_id = t.id order by position desc limit 5000) r
       where t.state = 'running' or t.finished_at > now() - interval '1 minute') recent`,
    [],
  );
  return row!;
}
