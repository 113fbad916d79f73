/** Fewer tokens: which to keep, and tokenizer and weights of a decoder with only those. */

export { chooseTokens } from './choose-tokens.js';
export { cutSizes, cutTokenizer } from './cut-tokenizer.js';
export { cutWeights } from './cut-weights.js';
