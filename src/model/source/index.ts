/** Source models: pretrained decoders read from GGUF files or Hugging Face folders as data, and stored in a home. */

export { exportHuggingFace } from './huggingface-export.js';
export type { WeightPrecision } from './huggingface-settings.js';
export { type FoundSource, readSource, sourceFromBytes } from './read-source.js';
export { type SourceConfig, SourceError, sourceShapes } from './source-config.js';
export { type ListedSource, listSources, loadSource, storeSource } from './source-store.js';
