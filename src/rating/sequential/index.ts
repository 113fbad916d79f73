/** Sequential probability ratio tests and estimates after a stop. */

export { estimateAfterStop, type StoppedEstimate } from './estimate-after-stop.js';
export { type SprtBounds, type SprtPlan, type SprtState, sprt } from './sprt.js';
