/** What tournaments and studies vary and measure: closed unions, as in unions.ts. */

/** The question that a pairing of a direct schedule serves. */
export const PAIRING_PURPOSES = [
  'primary',
  'contrast',
  'arms',
  'seeds',
  'base',
  'identical weights',
  'anchors',
] as const;
/** One of `PAIRING_PURPOSES`. */
export type PairingPurpose = (typeof PAIRING_PURPOSES)[number];

/**
 * The fields of a tournament that a study may vary, in the order in which cells are named and run: the last changes
 * fastest.
 */
export const AXES = ['base', 'dataset', 'method', 'dose', 'band', 'share', 'temperature'] as const;
/** One of the axes. */
export type Axis = (typeof AXES)[number];
/** Axes whose values are ordered, so that a trend over them is defined. */
export const ORDERED_AXES = ['dose', 'band', 'share', 'temperature'] as const;
/** One of the ordered axes. */
export type OrderedAxis = (typeof ORDERED_AXES)[number];

/** The declared measures: the family whose error is controlled. */
export const SIDE_EFFECTS = [
  'neutral perplexity',
  'policy KL, opening',
  'policy KL, middle game',
  'policy KL, endgame',
  'legal share',
  'puzzles solved',
  'trades',
  'checks',
  'king moves',
  'repetitions',
  'game length',
] as const;

/** Number of fixed groups of positions, by position index modulo this; their means give the error over positions. */
export const REGRET_GROUPS = 32;
/** Temperatures at which policy regret is measured. */
export const REGRET_TEMPERATURES = [0, 0.25, 0.5, 0.65, 0.8, 1] as const;
