/** Files of tensors: the safetensors format with single and half precision. */

export { allFinite } from './all-finite.js';
export { halfTable, roundedToHalf } from './half-precision.js';
export {
  decodeSafetensors,
  encodeSafetensors,
  SafetensorsError,
  type StoredTensor,
  safetensorsMetadata,
} from './safetensors.js';
