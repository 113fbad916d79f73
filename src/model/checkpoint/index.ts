/** Networks in memory and on disk: weights (safetensors), config, tokenizer, card and address. */

export type { Card } from './card.js';
export {
  loadNetwork,
  loadWeights,
  readCheckpointAddress,
  readDifference,
  type StoredForm,
  saveCheckpoint,
  tensorCount,
} from './checkpoint.js';
export { childForm } from './child-form.js';
export type { DifferenceBase } from './difference.js';
export { missingSource } from './missing-source.js';
export { createNetwork, Network, networkFromValues } from './network.js';
export { euclideanNorm, steerNetwork } from './steer.js';
export { towerOfSource } from './tower-of-source.js';
