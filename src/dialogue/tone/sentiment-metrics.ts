/**
 * How often a scorer is right: precision, recall, F1 by class; macro-F1, the plain mean of F1 over the classes that the
 * gold set has; and what always saying the commonest class would get. Definitions as in scikit-learn
 * (`precision_recall_fscore_support`, `zero_division=0`).
 */
import { randomFromHash, sha256Hex } from '../../spec/index.js';
import { SENTIMENTS, type Sentiment } from '../conversation/index.js';

/** A scorer that will not say is counted as having missed. */
export type LabelledPrediction = Sentiment | 'undecided';

export interface ClassScore {
  readonly sentiment: Sentiment;
  /** Messages that are of the class, that were said to be, and that were rightly said to be. */
  readonly gold: number;
  readonly said: number;
  readonly right: number;
  /** Zero where nothing was said to be of the class. */
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

export interface Agreement {
  readonly messages: number;
  readonly accuracy: number;
  readonly macroF1: number;
  /** 95 %, percentiles of the bootstrap over messages. */
  readonly macroF1Interval: readonly [number, number];
  readonly classes: readonly ClassScore[];
}

const RESAMPLES = 1000;
const CODES: readonly LabelledPrediction[] = [...SENTIMENTS, 'undecided'];
const WIDTH = CODES.length;

/** A message as one number: its class and what was said of it. */
const cellOf = (gold: Sentiment, said: LabelledPrediction): number =>
  SENTIMENTS.indexOf(gold) * WIDTH + CODES.indexOf(said);

/** The bootstrap is drawn from a seed that the data make, so equal data give equal intervals. */
export function classificationMetrics(gold: readonly Sentiment[], said: readonly LabelledPrediction[]): Agreement {
  const cells = Uint8Array.from(gold, (own, i) => cellOf(own, said[i]!));
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

/** Of the classes that the gold set has: one that it lacks can be neither found nor missed. */
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
  const sorted = Uint8Array.from(cells).sort(); // the order of the messages does not matter
  const found = new Float64Array(RESAMPLES);
  const drawn = new Uint32Array(counts.length);
  for (let r = 0; r < RESAMPLES; r++) {
    drawn.fill(0);
    for (let i = 0; i < sorted.length; i++) drawn[sorted[Math.floor(random.next() * sorted.length)]!]!++;
    found[r] = macroF1(classScores(drawn));
  }
  found.sort();
  return [found[Math.floor(0.025 * RESAMPLES)]!, found[Math.ceil(0.975 * RESAMPLES) - 1]!];
}

/** What saying the gold set's commonest class of everything would get. */
export function majorityOf(gold: readonly Sentiment[]): {
  readonly sentiment: Sentiment;
  readonly accuracy: number;
  readonly macroF1: number;
} {
  const count = (sentiment: Sentiment): number => gold.filter((own) => own === sentiment).length;
  const sentiment = SENTIMENTS.reduce((most, other) => (count(other) > count(most) ? other : most));
  const accuracy = gold.length === 0 ? 0 : count(sentiment) / gold.length;
  const present = SENTIMENTS.filter((other) => count(other) > 0).length;
  return { sentiment, accuracy, macroF1: present === 0 ? 0 : (2 * accuracy) / (1 + accuracy) / present };
}

/** Pearson's r; null where one side does not vary. */
export function correlation(a: readonly number[], b: readonly number[]): number | null {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [both, squaresA, squaresB] = [0, 0, 0];
  a.forEach((value, i) => {
    both += (value - meanA) * (b[i]! - meanB);
    squaresA += (value - meanA) ** 2;
    squaresB += (b[i]! - meanB) ** 2;
  });
  return squaresA > 0 && squaresB > 0 ? both / Math.sqrt(squaresA * squaresB) : null;
}
