/** Small displays of one value or a few. */
import type { ComponentChildren } from 'preact';

/** The state of a tournament, study or fine-tune as a coloured badge. */
export function StateBadge({ state }: { readonly state: string }) {
  return (
    <span class={`badge ${state}`}>
      {state === 'running' && <span class="pulse" />}
      {state}
    </span>
  );
}

/** A mark in the CSS colour of an arm; a square stands for contestants of no arm. */
export const Dot = ({ colour, square }: { readonly colour: string; readonly square?: boolean }) => (
  <span class={square ? 'dot square' : 'dot'} style={{ background: colour }} aria-hidden="true" />
);

interface TileProps {
  readonly label: string;
  readonly value: ComponentChildren;
  readonly note?: ComponentChildren;
}

/** A labelled value in large type. */
export const Tile = ({ label, value, note }: TileProps) => (
  <div class="tile">
    <div class="label">{label}</div>
    <div class="value">{value}</div>
    {note && <div class="note">{note}</div>}
  </div>
);

interface BarProps {
  /** Completed share, 0 to 1. */
  readonly share: number;
  /** Share in progress, 0 to 1; drawn after the first in a paler colour. */
  readonly second?: number;
  readonly label: string;
}

/** A progress bar. */
export function Bar({ share, second = 0, label }: BarProps) {
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

interface WdlProps {
  readonly wins: number;
  readonly draws: number;
  readonly losses: number;
}

/** Numbers of games won, drawn and lost as a divided bar. */
export function Wdl({ wins, draws, losses }: WdlProps) {
  const games = Math.max(1, wins + draws + losses);
  const text = `${wins} won, ${draws} drawn, ${losses} lost`;
  return (
    <div class="wdl" role="img" aria-label={text} title={text}>
      <span class="w" style={{ width: `${(100 * wins) / games}%` }} />
      <span class="d" style={{ width: `${(100 * draws) / games}%` }} />
      <span class="l" style={{ width: `${(100 * losses) / games}%` }} />
    </div>
  );
}

/** A list of names with values. Rows whose value is null, undefined or empty are left out. */
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

interface JsonProps {
  readonly title: string;
  readonly value: unknown;
}

/** A folded view of a value as indented JSON. */
export const Json = ({ title, value }: JsonProps) => (
  <details class="json">
    <summary>{title}</summary>
    <pre tabIndex={0}>{JSON.stringify(value, null, 1)}</pre>
  </details>
);
