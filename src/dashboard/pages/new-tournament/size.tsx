import type { AnchorList } from '../../../spec/api/index.js';
import { usePolled } from '../../api/index.js';
import { Card } from '../../parts/index.js';
import { CheckList, type FormProps, NumberField } from './fields.js';
import type { TournamentForm } from './form.js';

/** Names of the fields of the form that are numbers. */
type NumberName = {
  [Name in keyof TournamentForm]: TournamentForm[Name] extends number ? Name : never;
}[keyof TournamentForm];

interface NumberSetting {
  readonly name: NumberName;
  readonly label: string;
  readonly hint: string;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
}

const SETTINGS: readonly NumberSetting[] = [
  { name: 'replicates', label: 'Replicates', hint: 'fine-tuning seeds', min: 1, max: 64 },
  { name: 'pairs', label: 'Pairs', hint: 'of games per pairing', min: 1, max: 1000 },
  { name: 'examples', label: 'Examples', hint: 'per child', min: 8, max: 1_000_000 },
  { name: 'steps', label: 'Steps', hint: 'of the optimiser', min: 1, max: 100_000 },
  { name: 'band', label: 'Band', hint: 'smallest |compound|', min: 0.05, max: 0.95, step: 0.05 },
  { name: 'temperature', label: 'Temperature', hint: 'of the chess moves', min: 0, max: 4, step: 0.1 },
  { name: 'margin', label: 'Margin', hint: 'of equivalence, Elo', min: 1, max: 500 },
];

/** The fields for the numbers of a tournament and its anchors. */
export function SizeCard({ form, onChange }: FormProps) {
  const { data: anchors } = usePolled<AnchorList>('/anchors');
  return (
    <Card title="Size">
      <div class="card-body fields">
        {SETTINGS.map(({ name, ...setting }) => (
          <NumberField
            key={name}
            {...setting}
            value={form[name]}
            onChange={(value) => onChange({ [name]: value } satisfies Partial<TournamentForm>)}
          />
        ))}
      </div>
      <div class="card-body">
        <CheckList
          legend="Anchors: opponents of fixed strength"
          options={(anchors?.data ?? []).map(({ name }) => name)}
          checked={form.anchors}
          onChange={(checked) => onChange({ anchors: checked })}
        />
      </div>
    </Card>
  );
}
