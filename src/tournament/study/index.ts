/** Grids of tournaments: cells, results, trends; learning curves of runs. */

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
export { cellsOf, type StudyCell, settingText, studyKey, studyWithDefaults } from './study-grid.js';
export { type ResultCell, studyCsv, studyResults, studyState } from './study-results.js';
