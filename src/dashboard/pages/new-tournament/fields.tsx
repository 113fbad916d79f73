import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';

interface FieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly children: ComponentChildren;
}
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
  readonly step?: number;
  readonly onChange: (value: number) => void;
}

/** A number that may be half typed: only one within its limits is passed on. */
export function NumberField({ label, hint, value, min, max, step = 1, onChange }: NumberFieldProps) {
  const [text, setText] = useState(String(value));
  useEffect(() => {
    if (Number(text) !== value) setText(String(value));
  }, [value]);
  const fits = (number: number): boolean =>
    text.trim() !== '' &&
    Number.isFinite(number) &&
    number >= min &&
    number <= max &&
    (step < 1 || Number.isInteger(number));
  const wrong = !fits(Number(text));
  return (
    <Field label={label} {...(hint ? { hint } : {})}>
      <input
        type="number"
        inputMode={step < 1 ? 'decimal' : 'numeric'}
        min={min}
        max={max}
        step={step < 1 ? 'any' : step}
        value={text}
        aria-invalid={wrong}
        onInput={(event) => {
          const next = event.currentTarget.value;
          setText(next);
          const number = Number(next);
          if (next.trim() !== '' && number >= min && number <= max && (step < 1 || Number.isInteger(number)))
            onChange(number);
        }}
      />
      {wrong && (
        <span class="wrong">
          {min} to {max}
        </span>
      )}
    </Field>
  );
}
