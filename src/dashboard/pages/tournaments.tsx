import { useState } from 'preact/hooks';
import type { Match, Tournament, TournamentPage, TournamentSummary } from '../../spec/api/index.js';
import { usePolled } from '../api/index.js';
import {
  ago,
  Bar,
  dateTime,
  duration,
  Empty,
  integer,
  Link,
  Loading,
  PageHead,
  route,
  StateBadge,
  secondsBetween,
} from '../parts/index.js';

type Kind = 'tournaments' | 'matches';

const PERIOD_MS = 4000;
/** Items shown at first, added by the button, and shown at most: the largest page that the API returns. */
const [FIRST_LIMIT, LIMIT_STEP, MAX_LIMIT] = [100, 200, 1000];

/** The latest tournaments, or the latest matches. */
export function TournamentsPage() {
  const kind: Kind = route.use()[0] === 'matches' ? 'matches' : 'tournaments';
  return (
    <>
      <PageHead title={kind === 'tournaments' ? 'Tournaments' : 'Matches'}>
        <nav class="tabs" aria-label="Kind">
          <Link to={['tournaments']} aria-current={kind === 'tournaments' ? 'page' : undefined}>
            of arms
          </Link>
          <Link to={['matches']} aria-current={kind === 'matches' ? 'page' : undefined}>
            of given checkpoints
          </Link>
        </nav>
        <div class="end">
          <Link to={['new']} class="button main">
            New tournament
          </Link>
        </div>
      </PageHead>
      <List kind={kind} key={kind} />
    </>
  );
}

function List({ kind }: { readonly kind: Kind }) {
  const [limit, setLimit] = useState(FIRST_LIMIT);
  const { data, error } = usePolled<TournamentPage>(`/${kind}?limit=${Math.min(limit, MAX_LIMIT)}`, PERIOD_MS);
  if (!data) return <Loading error={error} />;
  if (data.data.length === 0) return <EmptyList kind={kind} />;
  return (
    <>
      <ul class="tournament-list">
        {data.data.map((summary) => (
          <Item key={summary.id} kind={kind} summary={summary} />
        ))}
      </ul>
      {data.next !== null && limit < MAX_LIMIT && (
        <div class="more">
          <button type="button" onClick={() => setLimit(limit + LIMIT_STEP)}>
            Show more
          </button>
        </div>
      )}
    </>
  );
}

const EmptyList = ({ kind }: { readonly kind: Kind }) => (
  <div class="card">
    <Empty>
      {kind === 'tournaments' ? (
        <>
          No tournament yet. <Link to={['new']}>Start the first one</Link>
        </>
      ) : (
        'No match yet. Start one with POST /matches or `sentimate match run`.'
      )}
    </Empty>
  </div>
);

interface ItemProps {
  readonly kind: Kind;
  readonly summary: TournamentSummary;
}

function Item({ kind, summary }: ItemProps) {
  const { id, name, state, cancelRequested, createdAt, error } = summary;
  return (
    <li class="card">
      <Link to={[kind, id]} class="tournament-item">
        <span class="tournament-name">{name}</span>
        <StateBadge state={cancelRequested && state === 'running' ? 'stopping' : state} />
        <span class="small soft tournament-when" title={dateTime(createdAt)}>
          {timeText(summary)}
        </span>
        {(state === 'running' || state === 'created') && <ItemProgress path={`/${kind}/${id}`} />}
        {error && <span class="small problem">{error.message}</span>}
      </Link>
    </li>
  );
}

function timeText({ startedAt, finishedAt, createdAt }: TournamentSummary): string {
  const took = secondsBetween(startedAt, finishedAt);
  if (finishedAt && took !== null) return `${ago(finishedAt)}, took ${duration(took)}`;
  return startedAt ? `started ${ago(startedAt)}` : `created ${ago(createdAt)}`;
}

/** Games played and children trained of the tournament or match at a path of the API. */
function ItemProgress({ path }: { readonly path: string }) {
  const { data } = usePolled<Tournament | Match>(path, PERIOD_MS);
  if (!data) return null;
  const { done, games, fineTunes } = data.progress;
  const children = Object.values(fineTunes).reduce((sum, count) => sum + count, 0);
  return (
    <div class="list-progress">
      <Bar share={games ? done / games : 0} label="Games played" />
      <span class="small soft">
        {integer(done)} of {integer(games)} games
        {fineTunes.finished < children && `, ${fineTunes.finished} of ${children} children trained`}
      </span>
    </div>
  );
}
