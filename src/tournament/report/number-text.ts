/** Text of numbers in the report. Unknown numbers are a dash, never a zero. */

/** Text of an unknown number. */
export const DASH = '–';

/** With sign, a true minus (U+2212), and no negative zero. */
export function signed(value: number | null | undefined, digits = 0): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return DASH;
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return `${value < 0 ? '−' : '+'}${text}`;
}

/** With a fixed number of decimals and a true minus. */
export function fixed(value: number | null | undefined, digits = 2): string {
  return value === null || value === undefined || !Number.isFinite(value)
    ? DASH
    : value.toFixed(digits).replace('-', '−');
}

/** A share (0 to 1) in percent. */
export function percent(value: number | null | undefined, digits = 1): string {
  return value === null || value === undefined || !Number.isFinite(value) ? DASH : `${(100 * value).toFixed(digits)} %`;
}

/** An integer with thousands separators: 12,345. */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** In scientific notation: 1.2 × 10¹⁵. */
export function power(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return DASH;
  if (value === 0) return '0';
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  const digits = [...String(exponent)].map((char) => (char === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(char)]!)).join('');
  return `${(value / 10 ** exponent).toFixed(1)} × 10${digits}`;
}

/** A p-value with three decimals and no leading zero, or `< .001`. */
export function pValue(p: number | null | undefined): string {
  if (p === null || p === undefined) return DASH;
  return p < 0.001 ? '< .001' : p.toFixed(3).replace(/^0/, '');
}

/** How numbers of a contrast's scale are written and what they are called. */
export interface Scale {
  readonly unit: string;
  readonly long: string;
  readonly write: (value: number | null) => string;
}
/** The scales of contrasts. */
export const SCALES: Readonly<Record<'elo' | 'score' | 'expected points', Scale>> = {
  elo: { unit: 'Elo', long: 'Elo', write: (value) => signed(value, 0) },
  score: {
    unit: 'pp',
    long: 'percentage points of score',
    write: (value) => signed(value === null ? null : 100 * value, 1),
  },
  'expected points': {
    unit: 'mp',
    long: 'thousandths of an expected point a move',
    write: (value) => signed(value === null ? null : 1000 * value, 2),
  },
};
