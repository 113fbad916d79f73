/** Learning curves of runs: power laws with bands, and predictions within limits. */

export {
  CURVE_AXES,
  CURVE_LOSSES,
  type CurveAxis,
  type CurveLoss,
  type LearningCurve,
  learningCurves,
  type Run,
  runOfCard,
  runOfRow,
} from './learning-curves.js';
export { MAX_EXTRAPOLATION } from './power-law.js';
