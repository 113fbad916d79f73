/** Numerics: distributions, linear algebra, intervals of means and shares, sign flips. */

export { chiSquareQuantile, chiSquareTail } from './chi-square.js';
export { symmetricEigen } from './eigen.js';
export { fisherQuantile } from './fisher.js';
export { cholesky, invertCholesky, solveCholesky } from './linear-algebra.js';
export { normalCdf, normalQuantile, Z95 } from './normal.js';
export { type Mean, RunningMean } from './running-mean.js';
export { replicatesNeeded, signFlipInterval, signFlipTest } from './sign-flip.js';
export { signedSums, signSplits } from './sign-splits.js';
export { type MeanInterval, meanInterval, studentCdf, studentQuantile } from './student.js';
export { type Share, shareOf } from './wilson.js';
