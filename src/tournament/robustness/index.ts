/** How far the primary contrast depends on declared choices, and how often the first arm is better. */

export { improvementOf } from './improvement.js';
export { specificationCurve } from './specification-curve.js';
