/** VADER: sentiment of a text from a lexicon and rules. The word lists are in vader-words.ts and vader-emoji.ts. */

export { sentiment } from './vader.js';
