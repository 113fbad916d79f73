/** Evaluation of positions by networks: batches, moves, outcomes, and families of networks that share layers. */

export { BoardBatch, MAX_BATCH } from './board-batch.js';
export { type BoardFamily, familyKey, type Segment } from './board-family.js';
export { type BoardEvaluation, evaluateByPolicy } from './evaluate-boards.js';
export { concatEvaluations, evaluateMoves, type MovesEvaluation, selectLegalMoves } from './evaluate-moves.js';
export { evaluateBySuccessors, MAX_PAWNS } from './evaluate-successors.js';
export { joinFloats } from './join-floats.js';
export { boardRuntime, openFamily } from './open-family.js';
