import { Field, type FormProps, NumberField, SelectField } from './fields.js';
import { QUESTIONS, questionPairsOf } from './form.js';
import { type Note, notesAt } from './notes.js';

const LABELS: Readonly<Record<(typeof QUESTIONS)[number], readonly [label: string, hint: string]>> = {
  contrasts: ['Other contrasts', 'and the placebo'],
  arms: ['Other arms', 'that no contrast compares'],
  seeds: ['Seeds', 'a child and the one before of its arm'],
  base: ['Base', 'each child against the untouched base'],
  twin: ['Base with itself', 'tests the machinery'],
  anchors: ['Anchors', 'each child against each anchor'],
};

const STOP_HINTS = {
  schedule: 'one test after the last game: the most power',
  'group-sequential': 'may end early at a few blocks decided on now',
  sequential: 'may be looked at after every block: the least power',
} as const;

/** A stop rule has several forms: of the complaints that it has none of them, the one about the deepest field. */
function deepest(notes: readonly Note[]): readonly Note[] {
  const depth = ({ field }: Note): number => field.split('.').length;
  const most = Math.max(...notes.map(depth));
  return notes.filter((note) => depth(note) === most);
}

/** Who meets whom, when it ends and what decides: folded away, since the defaults can conclude. */
export function MoreFields({ form, onChange, plan, notes }: FormProps) {
  const questions = plan && questionPairsOf(plan);
  const kind = form.schedule ?? plan?.spec.schedule?.kind ?? 'direct';
  const stop = plan?.spec.analysis.stop;
  const looks = typeof stop === 'object' && stop.kind === 'group-sequential' ? stop.looks.join(', ') : '';
  const concerned = (['schedule', 'question', 'stop', 'endpoint'] as const).some(
    (place) => notesAt(notes, place).length > 0,
  );
  return (
    <details class="more-fields card-body" {...(concerned ? { open: true } : {})}>
      <summary>More: schedule, stop rule, endpoint</summary>
      <div class="form">
        <div class="fields wide">
          <SelectField
            label="Schedule"
            hint={kind === 'direct' ? 'most games decide the question' : 'all children on equal terms: for standings'}
            value={kind}
            options={[
              ['direct', 'direct games of the two arms'],
              ['round-robin', 'round-robin'],
            ]}
            notes={notesAt(notes, 'schedule')}
            onChange={(schedule) => onChange({ schedule })}
          />
          <SelectField
            label="Ends"
            hint={STOP_HINTS[form.stop]}
            value={form.stop}
            options={[
              ['schedule', 'with the schedule'],
              ['group-sequential', 'at planned looks'],
              ['sequential', 'with enough evidence'],
            ]}
            notes={deepest(notesAt(notes, 'stop'))}
            onChange={(chosen) => onChange({ stop: chosen })}
          />
          {form.stop === 'group-sequential' && (
            <Field label="Looks" hint="numbers of complete blocks; the last is all of them">
              <input
                value={form.looks}
                placeholder={looks}
                onInput={(event) => onChange({ looks: event.currentTarget.value.replace(/[^\d,; ]/g, '') })}
              />
            </Field>
          )}
          <SelectField
            label="Decides"
            hint="the other endpoint is reported beside it"
            value={form.endpoint}
            options={[
              ['games', 'games'],
              ['regret', 'policy regret'],
            ]}
            notes={notesAt(notes, 'endpoint')}
            onChange={(endpoint) => onChange({ endpoint })}
          />
        </div>
        {kind === 'direct' && (
          <fieldset>
            <legend class="small soft">Pairs a block for the other questions; none more than the pairs above</legend>
            <div class="fields">
              {QUESTIONS.map((question) => (
                <NumberField
                  key={question}
                  label={LABELS[question][0]}
                  hint={LABELS[question][1]}
                  value={form.questions[question]}
                  fallback={questions?.[question]}
                  notes={notesAt(notes, 'question', `schedule.${question}`)}
                  onChange={(value) => onChange({ questions: { ...form.questions, [question]: value } })}
                />
              ))}
            </div>
          </fieldset>
        )}
      </div>
    </details>
  );
}
