import type { AnchorList } from '../../../spec/api/index.js';
import { usePolled } from '../../api/index.js';
import { Card } from '../../parts/index.js';
import { CheckList, type FormProps, NumberField } from './fields.js';
import { type FormNumbers, numbersOf } from './form.js';
import { MoreFields } from './more.js';
import { notesAt } from './notes.js';

interface NumberSetting {
  readonly name: Exclude<keyof FormNumbers, 'size'>;
  readonly label: string;
  readonly hint: string;
  readonly step?: number;
}

const SETTINGS: readonly NumberSetting[] = [
  { name: 'replicates', label: 'Replicates', hint: 'fine-tuning seeds' },
  { name: 'pairs', label: 'Pairs', hint: 'of games a block' },
  { name: 'examples', label: 'Examples', hint: 'per child' },
  { name: 'steps', label: 'Steps', hint: 'of the optimiser' },
  { name: 'band', label: 'Band', hint: 'smallest |compound|', step: 0.05 },
  { name: 'temperature', label: 'Temperature', hint: 'of the chess moves', step: 0.1 },
  { name: 'margin', label: 'Margin', hint: 'of equivalence, Elo' },
];

/** The fields for the numbers of a tournament and its anchors; empty numbers are the server's defaults. */
export function SizeCard(props: FormProps) {
  const { form, onChange, plan, notes } = props;
  const { data: anchors } = usePolled<AnchorList>('/anchors');
  const defaults = plan ? numbersOf(plan) : {};
  const shown = form.control ? SETTINGS.filter(({ name }) => name !== 'band') : SETTINGS;
  return (
    <Card title="Size" note="empty fields have the default shown in them">
      <div class="card-body fields">
        {shown.map(({ name, ...setting }) => (
          <NumberField
            key={name}
            {...setting}
            value={form.numbers[name]}
            fallback={defaults[name]}
            notes={notesAt(notes, name)}
            onChange={(value) => onChange({ numbers: { ...form.numbers, [name]: value } })}
          />
        ))}
      </div>
      <div class="card-body">
        <CheckList
          legend="Anchors: opponents of fixed strength"
          options={(anchors?.data ?? []).map(({ name }) => name)}
          checked={form.anchors}
          notes={notesAt(notes, 'anchors')}
          onChange={(checked) => onChange({ anchors: checked })}
        />
      </div>
      <MoreFields {...props} />
    </Card>
  );
}
