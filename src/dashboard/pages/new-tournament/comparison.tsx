import { useMemo } from 'preact/hooks';
import type { DatasetPage, ModelPage } from '../../../spec/api/index.js';
import type { Method, Tone } from '../../../vocabulary/index.js';
import { usePolled } from '../../api/index.js';
import { Card, shortHash } from '../../parts/index.js';
import { CheckList, Field, type FormProps, NumberField, SelectField } from './fields.js';
import { numbersOf } from './form.js';
import { type Note, notesAt } from './notes.js';

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
  ['usual', 'trains all weights that the chat uses; of a pretrained base the top blocks and the shared layers'],
  ['full', 'trains all weights that the chat uses'],
  ['shared-path', 'trains the chat tower and the trunk'],
  ['trunk', 'trains the trunk only'],
  ['lora', 'trains a low-rank update'],
  ['prompt', 'trains prompt vectors; the chess policy cannot change'],
  ['chat-head', 'trains the chat head; the chess policy cannot change'],
  ['separate-trunk', 'trains a copy of the trunk; the chess policy cannot change'],
] as const satisfies readonly (readonly [Method | 'usual', string])[];

interface AddressFieldProps {
  readonly label: string;
  /** Text of the option for the empty address. */
  readonly defaultText: string;
  readonly value: string;
  readonly options: readonly { readonly address: string; readonly name: string }[];
  readonly notes: readonly Note[];
  readonly onChange: (address: string) => void;
}

/** Selects a base or dataset by its address. */
const AddressField = ({ label, defaultText, value, options, notes, onChange }: AddressFieldProps) => (
  <Field label={label} notes={notes}>
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

/** The fields for the name, the base, the dialogue, and the arms or the positive control. */
export function ComparisonCard(props: FormProps) {
  const { form, onChange, notes } = props;
  const { data: models } = usePolled<ModelPage>('/models?limit=500');
  const { data: datasets } = usePolled<DatasetPage>('/datasets?limit=200');
  const bases = useMemo(() => (models?.data ?? []).filter(({ kind }) => kind === 'base'), [models]);
  const dialogues = useMemo(() => (datasets?.data ?? []).filter(({ kind }) => kind === 'dialogue'), [datasets]);
  return (
    <Card
      title="Comparison"
      end={
        <button
          type="button"
          aria-pressed={form.control}
          title="Two arms that are alike but for planted damage: the verdict must find it"
          onClick={() => onChange({ control: !form.control })}
        >
          Positive control
        </button>
      }
    >
      <div class="card-body form">
        <Field label="Name" hint="shown in lists" notes={notesAt(notes, 'name')}>
          <input
            required
            maxLength={120}
            value={form.name}
            placeholder={form.control ? 'planted control' : 'positive against negative'}
            onInput={(event) => onChange({ name: event.currentTarget.value })}
          />
        </Field>
        <div class="fields wide">
          <AddressField
            label="Base"
            defaultText="default base"
            value={form.base}
            options={bases}
            notes={notesAt(notes, 'base')}
            onChange={(base) => onChange({ base })}
          />
          <AddressField
            label="Dialogue"
            defaultText="starter dialogue"
            value={form.dataset}
            options={dialogues}
            notes={notesAt(notes, 'dataset')}
            onChange={(dataset) => onChange({ dataset })}
          />
          {!form.control && (
            <SelectField
              label="Method"
              hint={METHODS.find(([method]) => method === form.method)?.[1]}
              value={form.method}
              options={METHODS.map(([method]) => [method, method] as const)}
              notes={notesAt(notes, 'method')}
              onChange={(method) => onChange({ method })}
            />
          )}
        </div>
        {form.control ? (
          <ControlFields {...props} />
        ) : (
          <CheckList
            legend="Arms; the first two selected are compared"
            options={TONES}
            checked={form.tones}
            notes={notesAt(notes, 'tones')}
            onChange={(tones) => onChange({ tones })}
          />
        )}
      </div>
    </Card>
  );
}

/** What is planted in one of the two arms of a positive control. */
const ControlFields = ({ form, onChange, plan, notes }: FormProps) => (
  <>
    <p class="small soft">
      Two arms, <code>plain</code> and <code>planted</code>, are fine-tuned alike; the children of one are made weaker
      at the board. The verdict has to find it: this shows what the design sees.
    </p>
    <div class="fields">
      <SelectField
        label="Planted"
        value={form.by}
        options={[
          ['temperature', 'a higher temperature'],
          ['noise', 'noise on the trunk'],
        ]}
        notes={notesAt(notes, 'control')}
        onChange={(by) => onChange({ by, numbers: { ...form.numbers, size: undefined } })}
      />
      <NumberField
        label={form.by === 'noise' ? 'Size of the noise' : 'Temperature of planted'}
        hint="more is weaker"
        step={0.05}
        value={form.numbers.size}
        fallback={plan && numbersOf(plan).size}
        notes={notesAt(notes, 'size')}
        onChange={(size) => onChange({ numbers: { ...form.numbers, size } })}
      />
    </div>
  </>
);
