/** The command that measures a checkpoint. */

export { registerEvaluate } from './evaluate.js';
export { datasetsOnCard, type FoundDataset, namedDataset } from './evaluate-data.js';
