import type { System } from '../../spec/api/index.js';
import type { Queryable } from './database.js';
import { queryOne } from './query.js';

/** What waits to be done or is being done, in all tournaments together. Ages in seconds; null where there is none. */
export type OpenWork = System['work'];

/** Counts the open work, for monitoring. */
export async function countOpenWork(q: Queryable): Promise<OpenWork> {
  const row = await queryOne<OpenWork & Record<string, unknown>>(
    q,
    `select
       (select count(*)::int from fine_tune where state = 'queued') as "fineTunesQueued",
       (select count(*)::int from fine_tune where state = 'running') as "fineTunesRunning",
       (select extract(epoch from now() - min(created_at))::float8 from fine_tune where state = 'queued')
         as "oldestQueuedSeconds",
       (select count(*)::int from game g
          join tournament t on t.id = g.tournament_id and t.state in ('created', 'running') and not t.cancel_requested
          join contestant w on w.tournament_id = t.id and w.key = g.white
          join contestant b on b.tournament_id = t.id and b.key = g.black
        where g.state = 'due' and coalesce(w.checkpoint, w.anchor) is not null
          and coalesce(b.checkpoint, b.anchor) is not null) as "gamesDue",
       (select count(*)::int from game where state = 'claimed') as "gamesClaimed",
       (select count(*)::int from game where state = 'claimed' and lease_until < now()) as "leasesOver",
       recent.age as "lastResultSeconds", recent.minute as "resultsLastMinute"
     from (
       select extract(epoch from now() - max(r.recorded_at))::float8 as age,
         (count(*) filter (where r.recorded_at > now() - interval '1 minute'))::int as minute
       from tournament t
       cross join lateral (
         select recorded_at from result where tournament_id = t.id order by position desc limit 5000) r
       where t.state = 'running' or t.finished_at > now() - interval '1 minute') recent`,
  );
  return row!;
}
