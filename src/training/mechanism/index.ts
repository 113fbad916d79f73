/** How tone could affect the board: gradient cosines, probes, steering. */

export type { LayerCosine } from './gradient-cosine.js';
export { type CosineOptions, compareGradients } from './mechanism-cosine.js';
export type { DirectionKind } from './mechanism-directions.js';
export { type ProbeReport, probeSentiment } from './mechanism-probe.js';
export { makeSteered, type SteerReport, steeringName } from './mechanism-steer.js';
