import { useEffect, useState } from 'preact/hooks';
import { apiKeyRequired, staleSince, storeApiKey } from './api/index.js';
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
import { BlindButton, Link, route, ThemeButton, timeOfDay } from './parts/index.js';

/** Entries of the navigation: first segment of the path, and text. */
const SECTIONS = [
  ['tournaments', 'Tournaments'],
  ['studies', 'Studies'],
  ['models', 'Checkpoints'],
  ['fine-tunes', 'Fine-tunes'],
  ['datasets', 'Datasets'],
  ['system', 'System'],
] as const;

/** The page at a path. */
function Page({ path }: { readonly path: readonly string[] }) {
  const [section = 'tournaments', id, part, number] = path;
  if (section === 'new') return <NewTournamentPage />;
  if (section === 'system') return <SystemPage />;
  if (id === undefined) {
    if (section === 'tournaments' || section === 'matches') return <TournamentsPage />;
    if (section === 'studies') return <StudiesPage />;
    if (section === 'models') return <ModelsPage />;
    if (section === 'fine-tunes') return <FineTunesPage />;
    if (section === 'datasets') return <DatasetsPage />;
  } else {
    if ((section === 'tournaments' || section === 'matches') && part === 'games' && number !== undefined)
      return <GamePage kind={section} id={id} number={number} key={`${id}/${number}`} />;
    if (section === 'tournaments' || section === 'matches') return <TournamentPage kind={section} id={id} key={id} />;
    if (section === 'studies') return <StudyPage id={id} key={id} />;
    if (section === 'models') return <CheckpointPage id={id} key={id} />;
    if (section === 'fine-tunes') return <FineTunePage id={id} key={id} />;
    if (section === 'datasets') return <DatasetPage id={id} key={id} />;
  }
  return (
    <div class="card empty">
      There is no such page. <Link to={['tournaments']}>All tournaments</Link>
    </div>
  );
}

/** Shown while the server does not respond. */
function StaleBanner() {
  const since = staleSince.use();
  return (
    <div role="status" aria-live="polite">
      {since && (
        <div class="banner">The server does not respond. The data shown is of {timeOfDay(since)}. Retrying …</div>
      )}
    </div>
  );
}

/** Asks for the API key. */
function KeyForm() {
  const [key, setKey] = useState('');
  return (
    <main>
      <form
        class="card card-body form"
        onSubmit={(event) => {
          event.preventDefault();
          storeApiKey(key.trim());
          apiKeyRequired.set(false);
        }}
      >
        <h1>API key required</h1>
        <label class="field">
          <span class="label">API key of this server; stored until this tab is closed</span>
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

const Logo = () => (
  <svg viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="7" fill="#2b5f8a" />
    <rect x="6" y="6" width="10" height="10" fill="#f2ead9" />
    <rect x="16" y="16" width="10" height="10" fill="#f2ead9" />
    <circle cx="21" cy="11" r="3.4" fill="#4fc3a1" />
    <circle cx="11" cy="21" r="3.4" fill="#f08a4b" />
  </svg>
);

/** The bar at the top of every page. `section` is the current entry of the navigation. */
const Header = ({ section }: { readonly section: string }) => (
  <header class="top">
    <div class="top-inner">
      <Link to={['tournaments']} class="brand">
        <Logo /> Sentimate
      </Link>
      <nav class="nav" aria-label="Pages">
        {SECTIONS.map(([name, title]) => (
          <Link to={[name]} key={name} aria-current={section === name ? 'page' : undefined}>
            {title}
          </Link>
        ))}
        <a href="/docs">API</a>
      </nav>
      <BlindButton />
      <ThemeButton />
    </div>
    <StaleBanner />
  </header>
);

/** The dashboard: navigation and the page at the current path, or the form for the API key. */
export function App() {
  const path = route.use();
  const locked = apiKeyRequired.use();
  const [first = 'tournaments'] = path;
  const section = first === 'matches' || first === 'new' ? 'tournaments' : first;
  useEffect(() => {
    document.title = `${SECTIONS.find(([name]) => name === section)?.[1] ?? 'Sentimate'} · Sentimate`;
  }, [section]);
  const skip = (event: Event): void => {
    event.preventDefault();
    document.getElementById('content')?.focus();
  };
  return (
    <>
      {/* biome-ignore lint/a11y/useValidAnchor: a skip link; the address stays, since its # names the page */}
      <a class="skip" href="#content" onClick={skip}>
        Skip to content
      </a>
      <Header section={section} />
      {locked ? (
        <KeyForm />
      ) : (
        <main id="content" tabIndex={-1}>
          <Page path={path} />
        </main>
      )}
    </>
  );
}
