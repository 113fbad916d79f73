/** TensorFlow backend, and operations with hand-written gradients. */

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
