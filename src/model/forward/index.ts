/** Parameters of a network and its forward passes: towers, trunk and heads. */

export { type BoardOutput, boardForward, boardHeads, boardTower, rowsPerBoard } from './board-forward.js';
export { chatForward, chatRows, logitsAfterTrunk, tokenLogits, trunkInput } from './chat-forward.js';
export { towerInput, towerRows, towerStates } from './chat-tower.js';
export { evaluationForward } from './evaluation-forward.js';
export { networkSteps, type StepModel } from './network-steps.js';
export {
  elementCount,
  freshValues,
  initialValues,
  isBoardParameter,
  type ParameterShape,
  type Parameters,
  parameterCount,
  parameterGroup,
  parameterShapes,
} from './parameters.js';
export { aroundTrunk, DIRECTIONS, towerName } from './pretrained-tower.js';
export { trunkForward, trunkStates } from './trunk.js';
