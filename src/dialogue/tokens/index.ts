/** Byte-level BPE tokenizer, packing of conversations into sequences, n-gram reference model. */

export { trainNgram } from './ngram.js';
export { type ChatSequence, packConversation, packExample } from './pack.js';
export { Tokenizer } from './tokenizer.js';
export { trainTokenizer } from './train-tokenizer.js';
