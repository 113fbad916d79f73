/** Statistics of tournaments as pure functions of numbers; each docstring names its source. */

export { signFlipInterval } from '../../rating/numerics/index.js';
export { firstDecision, type SymmetryProcess, symmetryProcess } from './e-process.js';
export { estimateAfterLooks } from './estimate-after-looks.js';
export { estimateAfterEProcess } from './estimate-after-stop.js';
export { interceptAtEqual } from './intercept-at-equal.js';
export { type MatchTable, matchTable, roundRobinTable } from './match-table.js';
export { maxT } from './max-t.js';
export { pairConfidenceSequence } from './pair-confidence-sequence.js';
export { countPairs, pairScores, pairSymmetry } from './pair-counts.js';
export { runPairSprt } from './pair-sprt.js';
export { posteriorMean } from './posterior-mean.js';
export { randomEffectsMean } from './random-effects-mean.js';
export { equivalenceOf, holm } from './replicate-inference.js';
export { seedVariance } from './seed-variance.js';
export { defaultLooks, type LookPlan, type SequentialSignFlips, sequentialSignFlips } from './sequential-sign-flips.js';
export { normalNumbers, signFlipBoundary } from './sign-flip-boundary.js';
export { type ArmMatch, sameArmSpread, spreadInterval } from './spread-interval.js';
export { symmetryConfidenceSequence } from './symmetry-confidence-sequence.js';
export { crossedEffects, opinionOf, twoWayMean } from './table-means.js';
