/** Design of tournaments before they are run: error, power and cost by schedule. */

export {
  bestDesignWithin,
  type ChosenDesign,
  type Costs,
  cheapestDesign,
  type DesignFrame,
  type DesignSetting,
  detectableDifference,
  equivalencePowerAt,
  powerAt,
  reachableMargin,
} from './choose-design.js';
export { type Design, type DesignKind, gamesForOne, gamesOf, standardErrorOf } from './design-variance.js';
export { replicatesForEquivalence } from './equivalence-power.js';
export { sequentialPower } from './sequential-power.js';
export { detectableShift } from './sign-flip-power.js';
