/** Batches, losses, gradients, validation and drift of both tasks. */

export { boardGradients, chatGradients, type TaskGradients, zeroGradients } from './base-gradients.js';
export { type ChatBatch, chatBatch, type DialoguePool, PositionFile, sampleSequences } from './batches.js';
export { cardEnvironment, trainingCompute } from './compute-card.js';
export { DriftMeter, driftReference } from './drift.js';
export { type EvaluationData, EvaluationFile, openEvaluations } from './evaluation-batches.js';
export { type EvaluationValidation, evaluationGradients, validateEvaluations } from './evaluation-loss.js';
export { type BoardLossOptions, boardLossReaches, chatLoss, chatLossReaches, computeGradients } from './losses.js';
export { type BoardValidation, validateBoard, validateChat } from './validation.js';
