/** Statistics of a tournament: sign flips, e-process, equivalence, variance between seeds, power. */

export { blockDifferences, differencesByBlock } from './block-differences.js';
export { type PairSequence, pairSequence } from './confidence-sequence.js';
export { crossedEffects } from './crossed-effects.js';
export { damageImbalance } from './damage-limits.js';
export { type SymmetryProcess, symmetryProcess } from './e-process.js';
export { equivalenceOf } from './equivalence.js';
export { afterStop } from './estimate-after-stop.js';
export { holm } from './holm.js';
export { IDENTICAL_ALPHA, type PairCounts, pairSymmetry } from './identical-weights.js';
export { type MatchTable, matchTable, type Opinion, opinionOf, roundRobinTable } from './match-table.js';
export { cheapestDesign, type DesignSetting, detectableDifference, detectableShift } from './power-planning.js';
export { type SeedVariance, seedVariance } from './seed-variance.js';
export { signFlipInterval } from './sign-flip-interval.js';
export { type SequenceStep, symmetrySequence } from './symmetry-sequence.js';
export { twoWayMean } from './two-way-errors.js';
