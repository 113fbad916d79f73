/** Batches, losses, gradients and held-out losses of both tasks. */

export { boardGradientsOf, chatGradientsOf, noGradients, type TaskGradients } from './base-gradients.js';
export { type ChatBatch, chatBatch, type DialoguePool, drawSequences, PositionFile } from './batches.js';
export { computeOf } from './compute-card.js';
export { DriftMeter } from './drift.js';
export { type EvaluationData, EvaluationFile, openEvaluations } from './evaluation-batches.js';
export { type EvaluationValidation, evaluationGradientsOf, validateEvaluations } from './evaluation-loss.js';
export { type BoardLossOptions, boardUses, chatLoss, chatUses, gradientsOf } from './losses.js';
export { type BoardValidation, validateBoard, validateChat } from './validation.js';
