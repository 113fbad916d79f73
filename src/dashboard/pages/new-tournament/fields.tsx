import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Planned } from './dry-run.js';
import type { TournamentForm } from './form.js';
import { type Note, Notes } from './notes.js';

/** What a card of the form is given. */
export interface FormProps {
  readonly form: TournamentForm;
  readonly onChange: (part: Partial<TournamentForm>) => void;
  /** The last plan of the server, which tells its defaults. */
  readonly plan: Planned['plan'];
  /** What the server says about the form. */
  readonly notes: readonly Note[];
}

interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly notes?: readonly Note[];
  /** The input element. */
  readonly children: ComponentChildren;
}

/** An input with its label and what the server says about it. */
export const Field = ({ label, hint, notes = [], children }: FieldProps) => (
  <div class="field">
    {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is among the children */}
    <label class="field">
      <span class="label">{label}</span>
      {children}
      {hint && <span class="hint">{hint}</span>}
    </label>
    <Notes notes={notes} />
  </div>
);

interface SelectFieldProps<T extends string> {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly notes?: readonly Note[];
  readonly value: T;
  readonly options: readonly (readonly [value: T, text: string])[];
  readonly onChange: (value: T) => void;
}

/** A choice of one option. */
export const SelectField = <T extends string>({ value, options, onChange, ...field }: SelectFieldProps<T>) => (
  <Field {...field}>
    <select value={value} onChange={(event) => onChange(event.currentTarget.value as T)}>
      {options.map(([option, text]) => (
        <option key={option} value={option}>
          {text}
        </option>
      ))}
    </select>
  </Field>
);

interface NumberFieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly notes?: readonly Note[];
  /** Undefined for the server's default. */
  readonly value: number | undefined;
  /** The server's default, shown in an empty field. */
  readonly fallback: number | undefined;
  /** Step of the arrows. */
  readonly step?: number;
  readonly onChange: (value: number | undefined) => void;
}

/** A number input; empty, it stands for the server's default. Whether a number is possible is for the server to say. */
export function NumberField({ label, hint, notes = [], value, fallback, step = 1, onChange }: NumberFieldProps) {
  const [text, setText] = useState(value === undefined ? '' : String(value));
  useEffect(() => {
    if (value !== undefined && Number(text) !== value) setText(String(value));
    if (value === undefined) setText('');
  }, [value]);
  return (
    <Field label={label} hint={hint} notes={notes}>
      <input
        type="number"
        inputMode={step < 1 ? 'decimal' : 'numeric'}
        step={step < 1 ? 'any' : step}
        value={text}
        placeholder={fallback === undefined ? '' : String(fallback)}
        aria-invalid={notes.some(({ refused }) => refused)}
        onInput={(event) => {
          const input = event.currentTarget.value;
          setText(input);
          onChange(input.trim() === '' ? undefined : Number(input));
        }}
      />
    </Field>
  );
}

interface CheckListProps<T extends string> {
  readonly legend: string;
  readonly options: readonly T[];
  /** The checked options, in the order in which they were checked. */
  readonly checked: readonly T[];
  readonly notes: readonly Note[];
  readonly onChange: (checked: readonly T[]) => void;
}

/** A group of check boxes. */
export function CheckList<T extends string>({ legend, options, checked, notes, onChange }: CheckListProps<T>) {
  const toggle = (option: T): void =>
    onChange(checked.includes(option) ? checked.filter((one) => one !== option) : [...checked, option]);
  return (
    <fieldset class="field">
      <legend class="label">{legend}</legend>
      <div class="checks">
        {options.map((option) => (
          <label key={option}>
            <input type="checkbox" checked={checked.includes(option)} onChange={() => toggle(option)} /> {option}
          </label>
        ))}
      </div>
      <Notes notes={notes} />
    </fieldset>
  );
}
