/**
 * Classification metrics: precision, recall and F1 by class; macro-F1, the unweighted mean of F1 over the classes that
 * the gold set has; and the score of always predicting the most frequent class. Definitions as in scikit-learn
 * (`precision_recall_fscore_support`, `zero_division=0`).
 */
import { randomFromHash, sha256Hex } from '../../spec/keys/index.js';
import { SENTIMENTS, type Sentiment } from '../conversation/index.js';

/** A prediction; `undecided` counts as a miss. */
export type LabelledPrediction = Sentiment | 'undecided';

/** Metrics of one class. */
export interface ClassScore {
  readonly sentiment: Sentiment;
  /** Number of messages of the class, of predictions of it, and of correct ones among those. */
  readonly gold: number;
  readonly said: number;
  readonly right: number;
  /** 0 if the class was never predicted. */
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Agreement of a scorer with the gold labels. */
export interface Agreement {
  readonly messages: number;
  readonly accuracy: number;
  readonly macroF1: number;
  /** 95 % percentile interval of the bootstrap over messages (Efron & Tibshirani 1993, ch. 13). */
  readonly macroF1Interval: readonly [number, number];
  readonly classes: readonly ClassScore[];
}

const RESAMPLES = 1000;
const CODES: readonly LabelledPrediction[] = [...SENTIMENTS, 'undecided'];
const WIDTH = CODES.length;

/** A message as one number: its class and its prediction. */
const cellOf = (gold: Sentiment, prediction: LabelledPrediction): number =>
  SENTIMENTS.indexOf(gold) * WIDTH + CODES.indexOf(prediction);

/** Returns the metrics of `predictions`, one for each gold label. The bootstrap is seeded by the data. */
export function classificationMetrics(
  gold: readonly Sentiment[],
  predictions: readonly LabelledPrediction[],
): Agreement {
  const cells = Uint8Array.from(gold, (own, i) => cellOf(own, predictions[i]!));
  const counts = new Uint32Array(SENTIMENTS.length * WIDTH);
  for (const cell of cells) counts[cell]!++;
  const classes = classScores(counts);
  const right = classes.reduce((sum, one) => sum + one.right, 0);
  return {
    messages: gold.length,
    accuracy: gold.length === 0 ? 0 : right / gold.length,
    macroF1: macroF1(classes),
    macroF1Interval: bootstrap(cells, counts),
    classes,
  };
}

/** Metrics of the classes that the gold set has. */
function classScores(counts: Uint32Array): ClassScore[] {
  return SENTIMENTS.flatMap((sentiment, c) => {
    let [gold, said] = [0, 0];
    for (let s = 0; s < WIDTH; s++) gold += counts[c * WIDTH + s]!;
    for (let g = 0; g < SENTIMENTS.length; g++) said += counts[g * WIDTH + c]!;
    const right = counts[c * WIDTH + c]!;
    if (gold === 0) return [];
    return [
      {
        sentiment,
        gold,
        said,
        right,
        precision: said === 0 ? 0 : right / said,
        recall: right / gold,
        f1: (2 * right) / (gold + said),
      },
    ];
  });
}

const macroF1 = (classes: readonly ClassScore[]): number =>
  classes.length === 0 ? 0 : classes.reduce((sum, { f1 }) => sum + f1, 0) / classes.length;

function bootstrap(cells: Uint8Array, counts: Uint32Array): [number, number] {
  if (cells.length === 0) return [0, 0];
  const random = randomFromHash(sha256Hex(`bootstrap/${counts.join('/')}`));
  const sorted = Uint8Array.from(cells).sort(); // so that the order of messages does not matter
  const scores = new Float64Array(RESAMPLES);
  const resampled = new Uint32Array(counts.length);
  for (let r = 0; r < RESAMPLES; r++) {
    resampled.fill(0);
    for (let i = 0; i < sorted.length; i++) resampled[sorted[Math.floor(random.next() * sorted.length)]!]!++;
    scores[r] = macroF1(classScores(resampled));
  }
  scores.sort();
  return [scores[Math.floor(0.025 * RESAMPLES)]!, scores[Math.ceil(0.975 * RESAMPLES) - 1]!];
}

/** Returns the score of always predicting the gold set's most frequent class. */
export function majorityOf(gold: readonly Sentiment[]): {
  readonly sentiment: Sentiment;
  readonly accuracy: number;
  readonly macroF1: number;
} {
  const count = (sentiment: Sentiment): number => gold.filter((own) => own === sentiment).length;
  const sentiment = SENTIMENTS.reduce((best, other) => (count(other) > count(best) ? other : best));
  const accuracy = gold.length === 0 ? 0 : count(sentiment) / gold.length;
  const present = SENTIMENTS.filter((other) => count(other) > 0).length;
  return { sentiment, accuracy, macroF1: present === 0 ? 0 : (2 * accuracy) / (1 + accuracy) / present };
}

/** Pearson's r of two equally long lists; null if one of them does not vary. */
export function correlation(a: readonly number[], b: readonly number[]): number | null {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [products, squaresA, squaresB] = [0, 0, 0];
  a.forEach((value, i) => {
    products += (value - meanA) * (b[i]! - meanB);
    squaresA += (value - meanA) ** 2;
    squaresB += (b[i]! - meanB) ** 2;
  });
  return squaresA > 0 && squaresB > 0 ? products / Math.sqrt(squaresA * squaresB) : null;
}
