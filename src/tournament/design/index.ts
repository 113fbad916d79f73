/** What a plan can show: power, precision and equivalence by schedule, and the designs that show what is wanted. */

export { powerOf } from './power.js';
export { detectableShift } from './sign-flip-power.js';
export { powerWarnings } from './warnings.js';
