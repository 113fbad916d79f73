/** Lengths of the opening in half-moves, by purpose. */

/** Moves that a game begins with from the book, before the players choose their own. */
export const BOOK_PLIES = 4;
/** No game takes more from the book: its lines end there. */
export const MOST_BOOK_PLIES = 8;
/** Positions before this ply get the opening's weight in the policy loss of training. */
export const OPENING_WEIGHT_PLIES = 16;
/** Positions before this ply are of the phase `opening`. Games share them: matching moves there is partly memory. */
export const OPENING_PHASE_PLIES = 20;
