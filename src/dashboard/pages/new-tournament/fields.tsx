import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { TournamentForm } from './form.js';

/** What a card of the form is given. */
export interface FormProps {
  readonly form: TournamentForm;
  readonly onChange: (part: Partial<TournamentForm>) => void;
}

interface FieldProps {
  readonly label: string;
  readonly hint?: string;
  /** The input element. */
  readonly children: ComponentChildren;
}

/** An input with its label. */
export const Field = ({ label, hint, children }: FieldProps) => (
  // biome-ignore lint/a11y/noLabelWithoutControl: the control is among the children
  <label class="field">
    <span class="label">{label}</span>
    {children}
    {hint && <span class="hint">{hint}</span>}
  </label>
);

interface NumberFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** Step of the arrows; a step of 1 or more allows integers only. */
  readonly step?: number;
  readonly onChange: (value: number) => void;
}

/** A number input. Incomplete and out-of-range input is marked as invalid and not passed to `onChange`. */
export function NumberField({ label, hint, value, min, max, step = 1, onChange }: NumberFieldProps) {
  const [text, setText] = useState(String(value));
  useEffect(() => {
    if (Number(text) !== value) setText(String(value));
  }, [value]);
  const isValid = (input: string): boolean => {
    const number = Number(input);
    return input.trim() !== '' && number >= min && number <= max && (step < 1 || Number.isInteger(number));
  };
  const invalid = !isValid(text);
  return (
    <Field label={label} {...(hint ? { hint } : {})}>
      <input
        type="number"
        inputMode={step < 1 ? 'decimal' : 'numeric'}
        min={min}
        max={max}
        step={step < 1 ? 'any' : step}
        value={text}
        aria-invalid={invalid}
        onInput={(event) => {
          const input = event.currentTarget.value;
          setText(input);
          if (isValid(input)) onChange(Number(input));
        }}
      />
      {invalid && (
        <span class="wrong">
          {min} to {max}
        </span>
      )}
    </Field>
  );
}

interface CheckListProps<T extends string> {
  readonly legend: string;
  readonly options: readonly T[];
  /** The checked options, in the order in which they were checked. */
  readonly checked: readonly T[];
  readonly onChange: (checked: readonly T[]) => void;
}

/** A group of check boxes. */
export function CheckList<T extends string>({ legend, options, checked, onChange }: CheckListProps<T>) {
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
    </fieldset>
  );
}
