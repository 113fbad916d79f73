import { signed } from '../../parts/index.js';

/** A difference of two arms with a sign: in Elo, or in percentage points of the score. */
export const differenceText = (scale: 'elo' | 'score' | null, value: number): string =>
  scale === 'score' ? signed(100 * value, 1) : signed(value, 0);

/** The unit of `differenceText`. */
export const unitText = (scale: 'elo' | 'score' | null): string =>
  scale === 'score' ? 'percentage points of the score' : 'Elo';
