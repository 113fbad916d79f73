/** Commands that run or follow a service: serve, worker, demo, plan, tournament, match, study, watch. */

export { registerDemo } from './demo.js';
export { follow } from './follow-progress.js';
export { registerMatch } from './match.js';
export { registerPlan } from './plan.js';
export { registerServe } from './serve.js';
export { registerStudy } from './study.js';
export { registerTournament } from './tournament.js';
export { registerWatch } from './watch.js';
export { registerWorker } from './worker.js';
