import { useState } from 'preact/hooks';
import type { Dataset, DatasetExamples } from '../api/index.js';
import { usePolled } from '../api/index.js';
import {
  Card,
  dateTime,
  Empty,
  Facts,
  fixed,
  Histogram,
  Link,
  percent,
  short,
  signed,
  Tile,
  Waiting,
  whole,
  words,
} from '../parts/index.js';
import { countIn } from './datasets.js';

function inside(profile: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined),
    profile,
  );
}
const counts = (value: unknown): [string, number][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).filter((entry): entry is [string, number] => typeof entry[1] === 'number')
    : [];

export function DatasetPage({ id }: { readonly id: string }) {
  const { data: dataset, error } = usePolled<Dataset>(`/datasets/${id}`);
  if (!dataset) return <Waiting error={error} />;
  return (
    <>
      <div class="page-head">
        <div class="crumbs">
          <Link to={['datasets']}>Datasets</Link>
        </div>
        <h1>{dataset.name}</h1>
        <span class="badge">{dataset.kind}</span>
        <code class="soft" title={dataset.address}>
          {short(dataset.address)}
        </code>
      </div>
      {dataset.kind === 'dialogue' ? (
        <Dialogue dataset={dataset} />
      ) : dataset.kind === 'games' ? (
        <Games dataset={dataset} />
      ) : (
        <Classifier dataset={dataset} />
      )}
    </>
  );
}

/** What an import read, kept and dropped, and why. */
function Kept({ dataset, unit }: { readonly dataset: Dataset; readonly unit: 'records' | 'games' }) {
  const { profile } = dataset;
  const sources = inside(profile, 'sources');
  const dropped = counts(inside(profile, unit, 'dropped'));
  return (
    <Card title="Import" note={dateTime(dataset.createdAt)}>
      <div class="card-body">
        <Facts
          rows={[
            ['Read', whole(countIn(profile, unit, 'read') ?? 0)],
            ['Kept', whole(countIn(profile, unit, 'kept') ?? 0)],
            ...dropped.map(([reason, count]): [string, string] => [`Dropped: ${words(reason)}`, whole(count)]),
            ...counts(inside(profile, 'turnsDropped')).map(([reason, count]): [string, string] => [
              `Turns dropped: ${words(reason)}`,
              whole(count),
            ]),
            ...counts(inside(profile, 'settings')).map(([name, value]): [string, string] => [
              words(name.replace(/([A-Z])/g, ' $1').toLowerCase()),
              String(value),
            ]),
            ['Address', <code>{dataset.address}</code>],
          ]}
        />
        {Array.isArray(sources) && (
          <details class="json">
            <summary>{whole(sources.length)} files</summary>
            <ul class="plain-list small">
              {sources.slice(0, 300).map((one: { file?: string; bytes?: number }, i) => (
                <li key={i}>
                  {one.file} <span class="soft">{one.bytes === undefined ? '' : `${whole(one.bytes / 1024)} KiB`}</span>
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </Card>
  );
}

/** A scorer of sentiment that arms may ask beside VADER. */
function Classifier({ dataset }: { readonly dataset: Dataset }) {
  const { profile } = dataset;
  return (
    <Card title="Classifier" note={dateTime(dataset.createdAt)}>
      <div class="card-body">
        <Facts
          rows={[
            ['Words and pairs of words', whole(countIn(profile, 'features') ?? 0)],
            ...counts(inside(profile, 'training', 'messages')).map(([sentiment, count]): [string, string] => [
              `Learnt from: ${sentiment}`,
              whole(count),
            ]),
            ['Address', <code>{dataset.address}</code>],
          ]}
        />
      </div>
    </Card>
  );
}

const BINS = 20;
const binColour = (middle: number, band: number): string =>
  middle >= band ? 'var(--arm-0)' : middle <= -band ? 'var(--arm-1)' : 'var(--arm-2)';

function Dialogue({ dataset }: { readonly dataset: Dataset }) {
  const { profile } = dataset;
  const histogram = inside(profile, 'sentiment', 'histogram');
  const band = countIn(profile, 'sentiment', 'band') ?? 0.5;
  const pools = counts(inside(profile, 'sentiment', 'pools'));
  const all = countIn(profile, 'examples', 'train') ?? 0;
  const lengths = counts(inside(profile, 'replyWords', 'buckets')).sort(
    ([a], [b]) => parseInt(a, 10) - parseInt(b, 10),
  );
  const bins = Array.isArray(histogram) ? (histogram as number[]) : [];
  const middle = (i: number): number => -1 + (2 * (i + 0.5)) / (bins.length || BINS);
  const mean = countIn(profile, 'replyWords', 'mean');
  return (
    <>
      <div class="tiles bare">
        <Tile
          label="Conversations"
          value={whole(countIn(profile, 'conversations', 'train') ?? 0)}
          note={`${whole(countIn(profile, 'conversations', 'heldOut') ?? 0)} held out`}
        />
        <Tile label="Examples" value={whole(all)} note="context and reply" />
        {pools.map(([tone, count]) => (
          <Tile
            key={tone}
            label={`Pool: ${tone}`}
            value={whole(count)}
            note={all ? percent(count / all, 1) : undefined}
          />
        ))}
        {mean !== null && <Tile label="Words in a reply" value={fixed(mean, 1)} note="mean" />}
      </div>
      <div class="split">
        <div class="stack">
          {bins.length > 0 && (
            <Card title="Tone of replies" note={`VADER compound from −1 to +1; arms take what lies beyond ±${band}`}>
              <div class="card-body">
                <Histogram
                  counts={bins}
                  labels={bins.map((_, i) => signed(middle(i), 2))}
                  colours={bins.map((_, i) => binColour(middle(i), band))}
                  every={4}
                  label="Replies by compound"
                />
              </div>
            </Card>
          )}
          <Examples dataset={dataset} />
        </div>
        <div class="stack">
          <Kept dataset={dataset} unit="records" />
          {lengths.length > 0 && (
            <Card title="Length of replies" note="words">
              <div class="card-body">
                <Histogram
                  counts={lengths.map(([, count]) => count)}
                  labels={lengths.map(([name]) => name)}
                  label="Replies by words"
                  width={340}
                />
              </div>
            </Card>
          )}
        </div>
      </div>
    </>
  );
}

const AT_ONCE = 6;

function Examples({ dataset }: { readonly dataset: Dataset }) {
  const [skip, setSkip] = useState(0);
  const { data, error } = usePolled<DatasetExamples>(
    `/datasets/${dataset.address}/examples?skip=${skip}&limit=${AT_ONCE}`,
  );
  const [last, setLast] = useState(data);
  if (data && data !== last) setLast(data);
  const shown = data ?? last;
  return (
    <Card
      title="Conversations"
      note="with the compound of each turn"
      end={
        <>
          <button
            type="button"
            class="plain"
            disabled={skip === 0}
            onClick={() => setSkip(Math.max(0, skip - AT_ONCE))}
          >
            ‹ back
          </button>
          <button type="button" class="plain" disabled={!shown?.more} onClick={() => setSkip(skip + AT_ONCE)}>
            more ›
          </button>
        </>
      }
    >
      {error && <Empty>{error.message}</Empty>}
      {shown?.data.length === 0 && <Empty>There are none to show.</Empty>}
      <div class="card-body talks">
        {shown?.data.map(({ turns, source, heldOut }, i) => (
          <section class="talk" key={`${skip}-${i}`} aria-label={`Conversation ${skip + i + 1}`}>
            <div class="small soft">
              {skip + i + 1} · {source}
              {heldOut && ' · held out'}
            </div>
            {turns.slice(0, 12).map(({ text, compound }, turn) => (
              <p class={turn % 2 ? 'turn other' : 'turn'} key={turn}>
                {text}
                <span
                  class="compound"
                  style={{
                    color: compound >= 0.05 ? 'var(--arm-0)' : compound <= -0.05 ? 'var(--arm-1)' : 'var(--soft)',
                  }}
                >
                  {signed(compound, 2)}
                </span>
              </p>
            ))}
            {turns.length > 12 && <p class="small soft">and {turns.length - 12} more turns</p>}
          </section>
        ))}
      </div>
    </Card>
  );
}

function Games({ dataset }: { readonly dataset: Dataset }) {
  const { profile } = dataset;
  const groups = Object.entries(profile).filter(
    ([name, value]) => !['sources', 'settings', 'games'].includes(name) && counts(value).length > 2,
  );
  return (
    <>
      <div class="tiles bare">
        <Tile
          label="Games kept"
          value={whole(countIn(profile, 'games', 'kept') ?? 0)}
          note={`of ${whole(countIn(profile, 'games', 'read') ?? 0)} read`}
        />
        <Tile
          label="Positions"
          value={whole(countIn(profile, 'positions', 'train') ?? 0)}
          note={`${whole(countIn(profile, 'positions', 'heldOut') ?? 0)} held out`}
        />
      </div>
      <div class="split">
        <div class="stack">
          {groups.map(([name, value]) => {
            const found = counts(value).slice(0, 24);
            return (
              <Card key={name} title={words(name.replace(/([A-Z])/g, ' $1').toLowerCase())}>
                <div class="card-body">
                  <Histogram
                    counts={found.map(([, count]) => count)}
                    labels={found.map(([label]) => label)}
                    label={name}
                    every={Math.ceil(found.length / 10)}
                  />
                </div>
              </Card>
            );
          })}
          {groups.length === 0 && (
            <Card title="Profile">
              <div class="card-body">
                <pre class="json" tabIndex={0}>
                  {JSON.stringify({ ...profile, sources: undefined }, null, 1)}
                </pre>
              </div>
            </Card>
          )}
        </div>
        <div class="stack">
          <Kept dataset={dataset} unit="games" />
        </div>
      </div>
    </>
  );
}
