import { fixed, signed } from './format.js';

/** The unit of a difference of two arms; null where there is none yet, which is written as Elo. */
type DifferenceScale = 'elo' | 'score' | 'expected points' | null;

/** A difference of two arms with a sign, in the unit that `unitText` names. */
export function differenceText(scale: DifferenceScale, value: number): string {
  if (scale === 'score') return signed(100 * value, 1);
  return scale === 'expected points' ? signed(1000 * value, 2) : signed(value, 0);
}

/** The unit of `differenceText`. */
export function unitText(scale: DifferenceScale): string {
  if (scale === 'score') return 'percentage points of the score';
  return scale === 'expected points' ? 'thousandths of an expected point a move' : 'Elo';
}

/** An interval by `text`, such as `−12 … +40`; a dash where an end is missing. */
export const intervalText = (low: number | null, high: number | null, text: (value: number) => string): string =>
  low === null || high === null ? '–' : `${text(low)} … ${text(high)}`;

/** A p-value with three decimals; a dash for null. */
export const pText = (p: number | null): string => (p === null ? '–' : p < 0.001 ? '< 0.001' : fixed(p, 3));
