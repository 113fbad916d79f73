/**
 * Source models: pretrained decoders read from GGUF files or Hugging Face folders as data, with fewer tokens if wanted,
 * and stored in a home.
 */

export { chooseTokens } from './choose-tokens.js';
export { cutSizes, cutTokenizer } from './cut-tokenizer.js';
export { cutWeights } from './cut-weights.js';
export { exportHuggingFace } from './huggingface-export.js';
export type { WeightPrecision } from './huggingface-settings.js';
export { type FoundSource, readSource, sourceFromBytes } from './read-source.js';
export { parameterCount, type SourceConfig, SourceError, sourceShapes } from './source-config.js';
export { type ListedSource, listSources, loadSource, storeSource } from './source-store.js';
