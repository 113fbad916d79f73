/** Whether a run may be concluded from: the treatment, the damage, the machinery; in numbers and in words. */

export { armEffect } from './arm-effect.js';
export { checkedPairs } from './checked-pairs.js';
export { treatmentCheck } from './treatment-check.js';
export { damageText, judgeText, treatmentRemarks } from './treatment-text.js';
export { type FailedCheck, failedValidityChecks, identicalWeights } from './validity-checks.js';
