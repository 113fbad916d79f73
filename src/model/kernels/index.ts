/** TensorFlow backend, and operations with hand-written gradients. */

export { gelu, swiglu } from './activations.js';
export { attention } from './attention.js';
export {
  type MeasuredPeak,
  measurePeak,
  type NativeAttribute,
  type NativeBackend,
  nativeBackend,
  RECORDING,
  startBackend,
} from './backend.js';
export { conv3x3, inputConv3x3 } from './convolution.js';
export { gru } from './gru.js';
export { addRelu, crossEntropy, dense, embed, inputDense, rmsNorm } from './kernels.js';
export { linear, linearTransposed } from './linear.js';
export { gainedRmsNorm, layerNorm } from './norms.js';
export { rotate } from './rotate.js';
export { topK } from './top-k.js';
