/** Byte-level BPE tokenizer, packing of conversations into token sequences, n-gram baseline. */

export { BYTE_CHARACTERS } from './byte-level.js';
export { trainNgram } from './ngram.js';
export { heapPop, heapPush } from './number-heap.js';
export { type ChatSequence, packConversation, packExample } from './pack.js';
export { Tokenizer } from './tokenizer.js';
export { parseTokenizerFile, type TokenizerFile, writeTokenizerFile } from './tokenizer-file.js';
export { trainTokenizer } from './train-tokenizer.js';
