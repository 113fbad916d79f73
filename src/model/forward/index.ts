/** Parameters of a network and its forward pass: towers, trunk, heads. */

export { type BoardOutput, boardForward, heads, rowsOfBoard, tower } from './board-forward.js';
export { chatForward, chatRows, tokenLogits, trunkInput } from './chat-forward.js';
export { promptRows } from './chat-prompt.js';
export { decoderStep, type NewTokens, recurrentStep, type Step } from './chat-steps.js';
export { evaluationForward } from './evaluation-forward.js';
export {
  freshValues,
  groupOf,
  initialValues,
  type ParameterShape,
  type Parameters,
  parameterCount,
  parameterShapes,
  sizeOf,
} from './parameters.js';
export { trunk, trunkStates } from './trunk.js';
