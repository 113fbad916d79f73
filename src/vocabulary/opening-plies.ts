/** Lengths of the opening in plies (half-moves), by purpose. */

/** Default number of plies from the opening book before the players choose their own moves. */
export const BOOK_PLIES = 4;
/** Maximum number of plies from the book: the length of its lines. */
export const MAX_BOOK_PLIES = 8;
/** Positions before this ply get the opening weight in the policy loss of training. */
export const OPENING_WEIGHT_PLIES = 16;
/**
 * Positions before this ply belong to the phase `opening`. Many games share them, so that predicting moves there is
 * partly memorisation.
 */
export const OPENING_PHASE_PLIES = 20;
