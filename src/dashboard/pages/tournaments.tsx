import { useState } from 'preact/hooks';
import type { Page, Summary, Tournament } from '../api/index.js';
import { usePolled } from '../api/index.js';
import { ago, Bar, dateTime, duration, Empty, Link, route, StateBadge, Waiting, whole } from '../parts/index.js';

const EVERY = 4000;
const LIMIT = 100;

function Progress({ base, id }: { readonly base: string; readonly id: string }) {
  const { data } = usePolled<Tournament>(`/${base}/${id}`, EVERY);
  if (!data) return null;
  const { done, games, fineTunes } = data.progress;
  const children = Object.values(fineTunes).reduce((sum, count) => sum + count, 0);
  return (
    <div class="list-progress">
      <Bar share={games ? done / games : 0} label="Games played" />
      <span class="small soft">
        {whole(done)} of {whole(games)} games
        {(fineTunes.finished ?? 0) < children && `, ${fineTunes.finished ?? 0} of ${children} children trained`}
      </span>
    </div>
  );
}

function when({ startedAt, finishedAt, createdAt }: Summary): string {
  if (startedAt && finishedAt)
    return `${ago(finishedAt)}, took ${duration((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000)}`;
  return startedAt ? `started ${ago(startedAt)}` : `created ${ago(createdAt)}`;
}

function List({ base }: { readonly base: 'tournaments' | 'matches' }) {
  const [limit, setLimit] = useState(LIMIT);
  const { data, error } = usePolled<Page<Summary>>(`/${base}?limit=${Math.min(limit, 1000)}`, EVERY);
  if (!data) return <Waiting error={error} />;
  if (data.data.length === 0) {
    return (
      <div class="card">
        <Empty>
          {base === 'tournaments'
            ? 'No tournament yet. '
            : 'No match yet: matches are started with POST /matches or `sentimate match run`.'}
          {base === 'tournaments' && <Link to={['new']}>Start the first one</Link>}
        </Empty>
      </div>
    );
  }
  return (
    <>
      <ul class="tournament-list">
        {data.data.map((one) => (
          <li class="card" key={one.id}>
            <Link to={[base, one.id]} class="tournament-item">
              <span class="tournament-name">{one.name}</span>
              <StateBadge state={one.cancelRequested && one.state === 'running' ? 'stopping' : one.state} />
              <span class="small soft tournament-when" title={dateTime(one.createdAt)}>
                {when(one)}
              </span>
              {(one.state === 'running' || one.state === 'created') && <Progress base={base} id={one.id} />}
              {one.error && <span class="small problem">{one.error.message}</span>}
            </Link>
          </li>
        ))}
      </ul>
      {data.next !== null && limit < 1000 && (
        <div class="more">
          <button type="button" onClick={() => setLimit(limit + 200)}>
            Show more
          </button>
        </div>
      )}
    </>
  );
}

export function TournamentsPage() {
  const base = route.use()[0] === 'matches' ? 'matches' : 'tournaments';
  return (
    <>
      <div class="page-head">
        <h1>{base === 'tournaments' ? 'Tournaments' : 'Matches'}</h1>
        <nav class="tabs" aria-label="Kind">
          <Link to={['tournaments']} aria-current={base === 'tournaments' ? 'page' : undefined}>
            of arms
          </Link>
          <Link to={['matches']} aria-current={base === 'matches' ? 'page' : undefined}>
            of given checkpoints
          </Link>
        </nav>
        <div class="end">
          <Link to={['new']} class="button main">
            New tournament
          </Link>
        </div>
      </div>
      <List base={base} key={base} />
    </>
  );
}
