/** VADER: sentiment of a text from a lexicon and rules. */

export { sentiment } from './vader.js';
