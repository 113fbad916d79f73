/** Decides and runs due work: the reconciler, the workers, and the child processes that own TensorFlow. */

export { ChatHost } from './chat-host.js';
export { ComputeError } from './compute-error.js';
export { networkThreads } from './compute-threads.js';
export type { Log } from './log.js';
export { measureRates } from './rate-recorder.js';
export { startReconciler } from './reconcile.js';
export { replayGames } from './replay-games.js';
export { runWorkerProcess } from './worker-process.js';
