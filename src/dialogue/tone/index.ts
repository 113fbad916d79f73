/** Sentiment beyond VADER: a bag-of-words classifier, gold sets, and evaluation of scorers on them. */

export { addClassifierOpinions, readClassifier } from './bag-of-words-classifier.js';
export {
  type ClassifierProfile,
  importClassifier,
  readClassifierProfile,
  storeClassifier,
  trainClassifier,
} from './bag-of-words-train.js';
export { type SecondJudge, secondJudge } from './second-judge.js';
export { calibrate, type Pool, type SetCalibration } from './sentiment-calibration.js';
export { type GoldSet, readGold } from './sentiment-gold.js';
export type { ClassScore } from './sentiment-metrics.js';
