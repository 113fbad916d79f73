import { useMemo } from 'preact/hooks';
import type { DatasetPage, ModelPage } from '../../../spec/api/index.js';
import type { Method, Tone } from '../../../vocabulary/index.js';
import { usePolled } from '../../api/index.js';
import { Card, shortHash } from '../../parts/index.js';
import { CheckList, Field, type FormProps } from './fields.js';

const TONES = [
  'positive',
  'negative',
  'neutral',
  'shuffled-a',
  'shuffled-b',
  'random',
] as const satisfies readonly Tone[];

/** The methods that need no settings besides a dose, with the weights that each one trains. */
const METHODS = [
  ['full', 'trains all weights that the chat uses'],
  ['shared-path', 'trains the chat tower and the trunk'],
  ['trunk', 'trains the trunk only'],
  ['lora', 'trains a low-rank update'],
  ['prompt', 'trains prompt vectors; the chess policy cannot change'],
  ['chat-head', 'trains the chat head; the chess policy cannot change'],
  ['separate-trunk', 'trains a copy of the trunk; the chess policy cannot change'],
] as const satisfies readonly (readonly [Method, string])[];

interface AddressFieldProps {
  readonly label: string;
  /** Text of the option for the empty address. */
  readonly defaultText: string;
  readonly value: string;
  readonly options: readonly { readonly address: string; readonly name: string }[];
  readonly onChange: (address: string) => void;
}

/** Selects a base or dataset by its address. */
const AddressField = ({ label, defaultText, value, options, onChange }: AddressFieldProps) => (
  <Field label={label}>
    <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      <option value="">{defaultText}</option>
      {options.map(({ address, name }) => (
        <option key={address} value={address}>
          {name} ({shortHash(address)})
        </option>
      ))}
    </select>
  </Field>
);

/** The fields for the name, the base, the dialogue, the method and the arms. */
export function ComparisonCard({ form, onChange }: FormProps) {
  const { data: models } = usePolled<ModelPage>('/models?limit=500');
  const { data: datasets } = usePolled<DatasetPage>('/datasets?limit=200');
  const bases = useMemo(() => (models?.data ?? []).filter(({ kind }) => kind === 'base'), [models]);
  const dialogues = useMemo(() => (datasets?.data ?? []).filter(({ kind }) => kind === 'dialogue'), [datasets]);
  return (
    <Card title="Comparison">
      <div class="card-body form">
        <Field label="Name" hint="shown in lists">
          <input
            required
            maxLength={120}
            value={form.name}
            placeholder="positive against negative"
            onInput={(event) => onChange({ name: event.currentTarget.value })}
          />
        </Field>
        <div class="fields wide">
          <AddressField
            label="Base"
            defaultText="default base"
            value={form.base}
            options={bases}
            onChange={(base) => onChange({ base })}
          />
          <AddressField
            label="Dialogue"
            defaultText="starter dialogue"
            value={form.dataset}
            options={dialogues}
            onChange={(dataset) => onChange({ dataset })}
          />
          <Field label="Method" hint={METHODS.find(([method]) => method === form.method)?.[1] ?? ''}>
            <select value={form.method} onChange={(event) => onChange({ method: event.currentTarget.value as Method })}>
              {METHODS.map(([method]) => (
                <option key={method}>{method}</option>
              ))}
            </select>
          </Field>
        </div>
        <CheckList
          legend="Arms; the first two selected are compared"
          options={TONES}
          checked={form.tones}
          onChange={(tones) => onChange({ tones })}
        />
      </div>
    </Card>
  );
}
