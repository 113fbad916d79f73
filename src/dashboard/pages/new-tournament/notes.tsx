import type { Planned } from './dry-run.js';

/** A refusal or warning of the server about one field of the request. */
export interface Note {
  /** Path of the field of the request, such as `arms.0.dose.examples`; empty for the whole. */
  readonly field: string;
  readonly message: string;
  /** Whether nothing can be planned because of it. */
  readonly refused: boolean;
}

/** The fields of a request that each field of the form stands for. */
const PLACES = {
  name: /^name$/,
  base: /^base$/,
  dataset: /^dataset$/,
  tones: /^arms(\.\d+(\.(id|tone|decoding|noise).*)?)?$|^analysis\.(primary|family)/,
  method: /^arms\.\d+\.method/,
  control: /^control(\.(kind|by))?$/,
  size: /^control\.size$/,
  examples: /^(arms\.\d+|control)\.dose\.examples$/,
  steps: /^(arms\.\d+|control)\.dose\.steps$/,
  band: /^arms\.\d+\.filter/,
  replicates: /^replicates/,
  pairs: /^pairs$/,
  temperature: /^decoding/,
  margin: /^analysis\.margin$/,
  anchors: /^anchors/,
  schedule: /^schedule(\.kind)?$/,
  question: /^schedule\.(contrasts|arms|seeds|base|twin|anchors)$/,
  stop: /^analysis\.stop/,
  endpoint: /^analysis\.endpoint$/,
} as const;
/** A field of the form that notes belong to. */
export type Place = keyof typeof PLACES;

/** All notes of the server, refusals first, each message once. */
export function notesOf({ plan, problem }: Pick<Planned, 'plan' | 'problem'>): Note[] {
  const refusals = problem?.errors ?? [];
  const notes = problem
    ? refusals.map(({ field, message }) => ({ field: normal(field), message, refused: true }))
    : (plan?.warnings ?? []).map(({ field, message }) => ({ field: normal(field), message, refused: false }));
  return notes.filter(({ message }, i) => notes.findIndex((note) => note.message === message) === i);
}

/** `/arms/0/tone`, `arms[0].tone` and `arms.0.tone` are the same path. */
const normal = (field: string): string => field.replace(/^\//, '').replace(/[/[]/g, '.').replaceAll(']', '');

/** The notes that belong to a field of the form. `field` narrows them to one field of the request. */
export const notesAt = (notes: readonly Note[], place: Place, field?: string): Note[] =>
  notes.filter((note) => PLACES[place].test(note.field) && (field === undefined || note.field === field));

/** The notes that belong to no field of the form. */
export const notesElsewhere = (notes: readonly Note[]): Note[] =>
  notes.filter(({ field }) => !Object.values(PLACES).some((pattern) => pattern.test(field)));

/** Notes below the field that they belong to. */
export const Notes = ({ notes }: { readonly notes: readonly Note[] }) => (
  <>
    {notes.map(({ message, refused }) => (
      <span key={message} class={refused ? 'wrong' : 'warning'} role={refused ? 'alert' : 'status'}>
        {message}
      </span>
    ))}
  </>
);
