/** Functions of tensors as TensorFlow graphs. */

export { Compiled, type CompiledInput } from './compiled.js';
