/** Evaluation of scorers on gold sets: by their own classes, and by the strictness bands that arms use. */

import type { Sentiment, SentimentOpinion } from '../conversation/index.js';
import { NEUTRAL_BELOW } from '../read/index.js';
import { sentiment as vader } from '../vader/index.js';
import type { Classifier } from './bag-of-words-classifier.js';
import type { GoldSet } from './sentiment-gold.js';
import {
  type Agreement,
  classificationMetrics,
  correlation,
  type LabelledPrediction,
  majorityOf,
} from './sentiment-metrics.js';

/** `agreement`: messages on which the other two agree. */
type Scorer = 'vader' | 'classifier' | 'agreement';

/** Thresholds of |score| from which a message is in the positive or negative pool. */
const BANDS = [0.05, 0.2, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9] as const;

/** What an arm would get at a band: messages taken as positive or negative, and how many of them are. */
export interface Pool {
  readonly scorer: Scorer;
  readonly band: number;
  readonly sentiment: 'positive' | 'negative';
  /** Number of messages taken, and of those that are of the class. */
  readonly taken: number;
  readonly right: number;
  /** Number of messages of this class in the set, taken or not. */
  readonly gold: number;
}

/** Evaluation of the scorers on one gold set. */
export interface SetCalibration {
  readonly file: string;
  readonly format: GoldSet['format'];
  readonly messages: number;
  readonly leftOut: GoldSet['leftOut'];
  /** Whether the classifier was trained on this set, so that its numbers here are not out of sample. */
  readonly trainedOn: boolean;
  /** The score of always predicting the most frequent class. */
  readonly majority: ReturnType<typeof majorityOf>;
  readonly scorers: readonly {
    readonly scorer: Scorer;
    readonly result: Agreement;
    /** Pearson's r with the raters' means; null if the set has none. */
    readonly correlation: number | null;
  }[];
  readonly pools: readonly Pool[];
}

/** VADER's class by its own rule: a compound nearer to 0 than .05 is neutral. */
function vaderOpinion(text: string): SentimentOpinion {
  const score = vader(text);
  return { score, sentiment: Math.abs(score) < NEUTRAL_BELOW ? 'neutral' : score > 0 ? 'positive' : 'negative' };
}

/**
 * Evaluates VADER, and the classifier if there is one, on a gold set. `trainedOn`: hashes of the sets that the
 * classifier was trained on.
 */
export function calibrate(set: GoldSet, classifier?: Classifier, trainedOn: readonly string[] = []): SetCalibration {
  const { messages } = set;
  const gold = messages.map(({ sentiment }) => sentiment);
  const first = messages.map(({ text }) => vaderOpinion(text));
  const second = classifier && messages.map(({ text }) => classifier.opinion(text));
  const means = messages.map(({ mean }) => mean);
  const evaluate = (
    scorer: Scorer,
    opinions: readonly SentimentOpinion[] | undefined,
    predictions: readonly LabelledPrediction[],
  ): SetCalibration['scorers'][number] => ({
    scorer,
    result: classificationMetrics(gold, predictions),
    correlation:
      opinions && means.every((mean) => mean !== undefined)
        ? correlation(
            opinions.map(({ score }) => score),
            means,
          )
        : null,
  });
  const classes = (opinions: readonly SentimentOpinion[]): Sentiment[] => opinions.map(({ sentiment }) => sentiment);
  return {
    file: set.file,
    format: set.format,
    messages: messages.length,
    leftOut: set.leftOut,
    trainedOn: trainedOn.includes(set.hash),
    majority: majorityOf(gold),
    scorers: [
      evaluate('vader', first, classes(first)),
      ...(second
        ? [
            evaluate('classifier', second, classes(second)),
            evaluate(
              'agreement',
              undefined,
              first.map(({ sentiment }, i) => (sentiment === second[i]!.sentiment ? sentiment : 'undecided')),
            ),
          ]
        : []),
    ],
    pools: BANDS.flatMap((band) => [
      ...poolsOf({ scorer: 'vader', band, gold, opinions: first }),
      ...(second
        ? [
            ...poolsOf({ scorer: 'classifier', band, gold, opinions: second }),
            ...poolsOf({ scorer: 'agreement', band, gold, opinions: first, second }),
          ]
        : []),
    ]),
  };
}

/**
 * The positive and the negative pool of a scorer at a band. With `second`, only messages that it puts in the same class
 * are taken: the rule of the arms (arms/arm-pools.ts).
 */
function poolsOf({
  scorer,
  band,
  gold,
  opinions,
  second,
}: {
  readonly scorer: Scorer;
  readonly band: number;
  readonly gold: readonly Sentiment[];
  readonly opinions: readonly SentimentOpinion[];
  readonly second?: readonly SentimentOpinion[];
}): Pool[] {
  return ([1, -1] as const).map((side) => {
    const sentiment = side > 0 ? 'positive' : 'negative';
    const takes = (i: number): boolean =>
      side * opinions[i]!.score >= band && (second === undefined || second[i]!.sentiment === sentiment);
    const taken = gold.filter((_, i) => takes(i));
    return {
      scorer,
      band,
      sentiment,
      taken: taken.length,
      right: taken.filter((own) => own === sentiment).length,
      gold: gold.filter((own) => own === sentiment).length,
    };
  });
}
