/** Pretrained decoders of the Llama and GPT-2 families: their shape, tensors and blocks. */

export {
  blockInput,
  blockOutput,
  blocksBetween,
  type DecoderTensors,
  headLogits,
  lastNorm,
  type Pass,
} from './blocks.js';
export { causalMask } from './causal-mask.js';
export { type DecoderFamily, type DecoderShape, decoderShapes } from './decoder-shape.js';
export { placesOf } from './places.js';
export { blockStep, grown, lastRows, type NewTokens, type Step } from './step.js';
