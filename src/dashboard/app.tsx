import { useEffect, useState } from 'preact/hooks';
import { keepKey, keyWanted, staleSince } from './api/index.js';
import {
  CheckpointPage,
  DatasetPage,
  DatasetsPage,
  FineTunePage,
  FineTunesPage,
  GamePage,
  ModelsPage,
  NewTournamentPage,
  StudiesPage,
  StudyPage,
  SystemPage,
  TournamentPage,
  TournamentsPage,
} from './pages/index.js';
import { BlindButton, Brand, clock, Link, route, ThemeButton } from './parts/index.js';

const PLACES = [
  ['tournaments', 'Tournaments'],
  ['studies', 'Studies'],
  ['models', 'Checkpoints'],
  ['fine-tunes', 'Fine-tunes'],
  ['datasets', 'Datasets'],
  ['system', 'System'],
] as const;

function Body({ path }: { readonly path: readonly string[] }) {
  const [place = 'tournaments', id, part, number] = path;
  if (place === 'new') return <NewTournamentPage />;
  if (place === 'system') return <SystemPage />;
  if (id === undefined) {
    if (place === 'tournaments' || place === 'matches') return <TournamentsPage />;
    if (place === 'studies') return <StudiesPage />;
    if (place === 'models') return <ModelsPage />;
    if (place === 'fine-tunes') return <FineTunesPage />;
    if (place === 'datasets') return <DatasetsPage />;
  } else {
    if ((place === 'tournaments' || place === 'matches') && part === 'games' && number !== undefined)
      return <GamePage kind={place} id={id} number={number} key={`${id}/${number}`} />;
    if (place === 'tournaments' || place === 'matches') return <TournamentPage kind={place} id={id} key={id} />;
    if (place === 'studies') return <StudyPage id={id} key={id} />;
    if (place === 'models') return <CheckpointPage id={id} key={id} />;
    if (place === 'fine-tunes') return <FineTunePage id={id} key={id} />;
    if (place === 'datasets') return <DatasetPage id={id} key={id} />;
  }
  return (
    <div class="card empty">
      There is no such page. <Link to={['tournaments']}>All tournaments</Link>
    </div>
  );
}

function Stale() {
  const since = staleSince.use();
  return (
    <div role="status" aria-live="polite">
      {since && (
        <div class="banner">The server does not answer: what you see is as of {clock(since)}. Trying again …</div>
      )}
    </div>
  );
}

function KeyForm() {
  const [key, setKey] = useState('');
  return (
    <main>
      <form
        class="card card-body form"
        onSubmit={(event) => {
          event.preventDefault();
          keepKey(key.trim());
          keyWanted.set(false);
        }}
      >
        <h1>A key is needed</h1>
        <label class="field">
          <span class="label">API key of this server; it is kept until this tab is closed</span>
          <input
            type="password"
            autocomplete="off"
            value={key}
            onInput={(event) => setKey(event.currentTarget.value)}
          />
        </label>
        <div>
          <button class="main" type="submit">
            Open
          </button>
        </div>
      </form>
    </main>
  );
}

export function App() {
  const path = route.use();
  const locked = keyWanted.use();
  const place = path[0] === 'matches' || path[0] === 'new' ? 'tournaments' : (path[0] ?? 'tournaments');
  useEffect(() => {
    document.title = `${PLACES.find(([name]) => name === place)?.[1] ?? 'Sentimate'} · Sentimate`;
  }, [place]);
  return (
    <>
      {/* biome-ignore lint/a11y/useValidAnchor: a skip link; the address bar's # names the page, so it must not change */}
      <a
        class="skip"
        href="#content"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('content')?.focus();
        }}
      >
        To the content
      </a>
      <header class="top">
        <div class="top-inner">
          <Link to={['tournaments']} class="brand">
            <Brand /> Sentimate
          </Link>
          <nav class="nav" aria-label="Pages">
            {PLACES.map(([name, title]) => (
              <Link to={[name]} key={name} aria-current={place === name ? 'page' : undefined}>
                {title}
              </Link>
            ))}
            <a href="/docs">API</a>
          </nav>
          <BlindButton />
          <ThemeButton />
        </div>
        <Stale />
      </header>
      {locked ? (
        <KeyForm />
      ) : (
        <main id="content" tabIndex={-1}>
          <Body path={path} />
        </main>
      )}
    </>
  );
}
