import { Z95 } from './normal.js';

/** A proportion with its 95 % interval. */
export interface Share {
  readonly hits: number;
  readonly of: number;
  /** Null for 0 of 0. */
  readonly share: number | null;
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson's score interval (JASA 22, 1927; method 3 of Newcombe, Statistics in Medicine 17, 1998). Unlike p ± z SE it
 * stays within [0, 1] and has a positive width at both ends.
 * @throws RangeError unless 0 <= hits <= of.
 */
export function shareOf(hits: number, of: number): Share {
  if (!(hits >= 0 && hits <= of)) throw new RangeError(`${hits} of ${of} is not a share`);
  if (of === 0) return { hits, of, share: null, low: 0, high: 1 };
  const z2 = Z95 * Z95;
  const share = hits / of;
  const centre = hits + z2 / 2;
  const half = Z95 * Math.sqrt(of * share * (1 - share) + z2 / 4);
  return {
    hits,
    of,
    share,
    low: Math.max(0, (centre - half) / (of + z2)),
    high: Math.min(1, (centre + half) / (of + z2)),
  };
}
