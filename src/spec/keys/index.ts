/** Keys and addresses (canonical JSON, SHA-256) and the random numbers that they seed. Loads no schemas. */

export { checkpointAddress } from './checkpoint-address.js';
export { fineTuneKey, RECIPE_VERSION } from './fine-tune-key.js';
export { canonicalJson, hashOf, sha256Hex } from './hash.js';
export { type Random, randomFromHash, randomFromState, shuffle } from './random.js';
