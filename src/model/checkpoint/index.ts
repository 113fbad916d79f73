/** Networks in memory and on disk: safetensors, config, card, address. */

export type { Card } from './card.js';
export { addressOf, loadNetwork, saveCheckpoint, tensorsInMemory } from './checkpoint.js';
export { createNetwork, Network, networkFrom } from './network.js';
export { decodeSafetensors, encodeSafetensors, SafetensorsError } from './safetensors.js';
export { euclideanNorm, steerNetwork } from './steer.js';
