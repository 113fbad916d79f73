/** TensorFlow backend and the kernels with hand-written gradients. */

export { attention } from './attention.js';
export { type MeasuredPeak, measuredPeak, type NativeAttribute, nativeBackend, startBackend } from './backend.js';
export { conv3x3, conv3x3OfInput } from './convolution.js';
export { gru } from './gru.js';
export { addRelu, crossEntropy, dense, denseOfInput, embed, rmsNorm } from './kernels.js';
