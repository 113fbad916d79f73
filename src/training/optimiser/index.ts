/** Optimisers on flat vectors, the learning rate, and the state a run resumes from. */

export { EpochOrder } from './epoch-order.js';
export { type AdamState, FlatAdam } from './flat-adam.js';
export { learningRateAt } from './learning-rate.js';
export { clearRunState, loadRunState, saveRunState } from './run-state.js';
