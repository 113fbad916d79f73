import type { ComponentChildren } from 'preact';
import type { Dataset } from '../../../spec/api/index.js';
import { Card, dateTime, Facts, integer, undashed } from '../../parts/index.js';

type Counts = Readonly<Record<string, number>>;

interface ImportCardProps {
  readonly dataset: Dataset;
  /** Records or games. */
  readonly counts: { readonly read: number; readonly kept: number; readonly dropped: Counts };
  /** Further rows, after the counts. */
  readonly rows: readonly (readonly [string, ComponentChildren])[];
  /** Sizes in bytes. */
  readonly sources: readonly { readonly file: string; readonly bytes: number }[];
}

/** Files listed at most. */
const MAX_FILES = 300;

/** Rows of counts by reason or name. */
export const countRows = (label: string, counts: Counts): (readonly [string, string])[] =>
  Object.entries(counts).map(([name, count]) => [`${label}: ${undashed(name)}`, integer(count)]);

/** What an import read, kept and dropped, and the files that it read. */
export const ImportCard = ({ dataset, counts, rows, sources }: ImportCardProps) => (
  <Card title="Import" note={dateTime(dataset.createdAt)}>
    <div class="card-body">
      <Facts
        rows={[
          ['Read', integer(counts.read)],
          ['Kept', integer(counts.kept)],
          ...countRows('Dropped', counts.dropped),
          ...rows,
          ['Address', <code>{dataset.address}</code>],
        ]}
      />
      <details class="json">
        <summary>Files: {integer(sources.length)}</summary>
        <ul class="plain-list small">
          {sources.slice(0, MAX_FILES).map(({ file, bytes }, i) => (
            <li key={i}>
              {file} <span class="soft">{integer(bytes / 1024)} KiB</span>
            </li>
          ))}
        </ul>
      </details>
    </div>
  </Card>
);
