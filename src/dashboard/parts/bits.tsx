import type { ComponentChildren } from 'preact';
import type { ApiError } from '../api/index.js';

export function StateBadge({ state }: { readonly state: string }) {
  return (
    <span class={`badge ${state}`}>
      {state === 'running' && <span class="pulse" />}
      {state}
    </span>
  );
}

export const Dot = ({ colour, square }: { readonly colour: string; readonly square?: boolean }) => (
  <span class={square ? 'dot square' : 'dot'} style={{ background: colour }} aria-hidden="true" />
);

export const Empty = ({ children }: { readonly children: ComponentChildren }) => <div class="empty">{children}</div>;

interface CardProps {
  readonly title: ComponentChildren;
  readonly note?: ComponentChildren;
  readonly end?: ComponentChildren;
  readonly children: ComponentChildren;
  readonly class?: string;
  readonly label?: string;
}
export const Card = ({ title, note, end, children, ...rest }: CardProps) => (
  <section
    class={`card ${rest.class ?? ''}`}
    aria-label={rest.label ?? (typeof title === 'string' ? title : undefined)}
  >
    <header class="card-head">
      <h2>{title}</h2>
      {note && <span class="soft">{note}</span>}
      {end && <span class="end">{end}</span>}
    </header>
    {children}
  </section>
);

export const Trouble = ({ error }: { readonly error: ApiError }) => (
  <div class="problem" role="alert">
    {error.status === 404 ? 'There is no such thing here.' : error.message}
    {error.errors.length > 1 && (
      <ul>
        {error.errors.map(({ field, message }) => (
          <li key={field}>
            <code>{field}</code> {message}
          </li>
        ))}
      </ul>
    )}
  </div>
);

/** What is shown before the first answer: the problem, or quiet words. */
export const Waiting = ({ error }: { readonly error: ApiError | undefined }) => (
  <div class="card">
    {error ? (
      <div class="card-body only">
        <Trouble error={error} />
      </div>
    ) : (
      <Empty>One moment …</Empty>
    )}
  </div>
);

interface TileProps {
  readonly label: string;
  readonly value: ComponentChildren;
  readonly note?: ComponentChildren;
}
export const Tile = ({ label, value, note }: TileProps) => (
  <div class="tile">
    <div class="label">{label}</div>
    <div class="value">{value}</div>
    {note && <div class="note">{note}</div>}
  </div>
);

export function Bar({
  share,
  second = 0,
  label,
}: {
  readonly share: number;
  readonly second?: number;
  readonly label: string;
}) {
  const percent = Math.round(share * 100);
  return (
    <div
      class="bar"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <span style={{ width: `${share * 100}%` }} />
      <span class="second" style={{ width: `${second * 100}%` }} />
    </div>
  );
}

export function Wdl({
  wins,
  draws,
  losses,
}: {
  readonly wins: number;
  readonly draws: number;
  readonly losses: number;
}) {
  const all = Math.max(1, wins + draws + losses);
  const words = `${wins} won, ${draws} drawn, ${losses} lost`;
  return (
    <div class="wdl" role="img" aria-label={words} title={words}>
      <span class="w" style={{ width: `${(100 * wins) / all}%` }} />
      <span class="d" style={{ width: `${(100 * draws) / all}%` }} />
      <span class="l" style={{ width: `${(100 * losses) / all}%` }} />
    </div>
  );
}

export function Facts({ rows }: { readonly rows: readonly (readonly [string, ComponentChildren])[] }) {
  return (
    <dl class="facts">
      {rows
        .filter(([, value]) => value !== null && value !== undefined && value !== '')
        .map(([name, value]) => (
          <>
            <dt key={name}>{name}</dt>
            <dd key={`${name}-value`}>{value}</dd>
          </>
        ))}
    </dl>
  );
}
