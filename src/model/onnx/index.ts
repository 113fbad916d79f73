/** Networks as ONNX graphs, and the runtime that evaluates boards with them. */

export { headsGraph, squaresGraph, towerGraph, trunkGraph, wholeGraph } from './board-graphs.js';
export { encodeModel } from './encode-model.js';
export type { Weights } from './layers.js';
export { type OnnxRuntime, OnnxSession, onnxRuntime } from './session.js';
