/** Batches, losses, gradients, validation and drift of both tasks. */

export {
  boardInputs,
  boardTask,
  chatInputs,
  chatTask,
  evaluationInputs,
  evaluationTask,
} from './base-tasks.js';
export { type ChatBatch, chatBatch, type DialoguePool, PositionFile, sampleSequences } from './batches.js';
export { cardEnvironment, trainingCompute } from './compute-card.js';
export { DriftMeter, driftReference } from './drift.js';
export { type EvaluationData, EvaluationFile, openEvaluations } from './evaluation-batches.js';
export { type EvaluationValidation, validateEvaluations } from './evaluation-loss.js';
export { FrozenTower, type FrozenWork, frozenLayers, logitsFrom } from './frozen-tower.js';
export { type BoardLossOptions, boardLossReaches, chatLogits, chatLossReaches, chatTensors } from './losses.js';
export { measureSharing, type Sharing } from './sharing.js';
export { StateStore } from './state-store.js';
export { StepGradients, type StepResult } from './step-gradients.js';
export { gradientsOf, type LossTask } from './task-gradients.js';
export { type BoardValidation, validateBoard, validateChat } from './validation.js';
