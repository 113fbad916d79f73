/** Optimisers on flat vectors, the learning rate schedule, the order of examples, and saved states of runs. */

export { EpochOrder } from './epoch-order.js';
export { type AdamState, FlatAdam } from './flat-adam.js';
export { clipGradients, FlatLayout } from './flat-layout.js';
export { learningRateAt } from './learning-rate.js';
export { clearRunState, loadRunState, type RunState, saveRunState } from './run-state.js';
