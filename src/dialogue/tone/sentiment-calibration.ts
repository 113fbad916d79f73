/** Scorers held against gold sets: each by its own classes, and by the strictness bands that arms are cut with. */

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

export const SCORERS = ['vader', 'classifier', 'agreement'] as const;
export type Scorer = (typeof SCORERS)[number];

/** |score| from which on a message is in the positive or negative pool. */
export const BANDS = [0.05, 0.2, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9] as const;

/** What an arm would get at a band: the messages taken for positive or negative, and how many of them are. */
export interface Pool {
  readonly scorer: Scorer;
  readonly band: number;
  readonly sentiment: 'positive' | 'negative';
  readonly taken: number;
  readonly right: number;
  /** Messages of this class in the set, taken or not. */
  readonly gold: number;
}

export interface SetCalibration {
  readonly file: string;
  readonly format: GoldSet['format'];
  readonly messages: number;
  readonly leftOut: GoldSet['leftOut'];
  /** The classifier learnt from this very set: its numbers here say how well it remembers. */
  readonly trainedOn: boolean;
  readonly majority: ReturnType<typeof majorityOf>;
  readonly scorers: readonly {
    readonly scorer: Scorer;
    readonly result: Agreement /** Pearson's r with the raters' means, where the set has them. */;
    readonly correlation: number | null;
  }[];
  readonly pools: readonly Pool[];
}

/** By VADER's own rule: nearer to 0 than .05 is neutral. */
export function vaderOpinion(text: string): SentimentOpinion {
  const score = vader(text);
  return { score, sentiment: Math.abs(score) < NEUTRAL_BELOW ? 'neutral' : score > 0 ? 'positive' : 'negative' };
}

/**
 * Without a classifier VADER is measured alone. `learntFrom`: hashes of the sets that the classifier was trained on.
 */
export function calibrate(set: GoldSet, classifier?: Classifier, learntFrom: readonly string[] = []): SetCalibration {
  const { messages } = set;
  const gold = messages.map(({ sentiment }) => sentiment);
  const first = messages.map(({ text }) => vaderOpinion(text));
  const second = classifier && messages.map(({ text }) => classifier.opinion(text));
  const means = messages.map(({ mean }) => mean);
  const judged = (
    scorer: Scorer,
    opinions: readonly SentimentOpinion[] | undefined,
    said: readonly LabelledPrediction[],
  ): SetCalibration['scorers'][number] => ({
    scorer,
    result: classificationMetrics(gold, said),
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
    trainedOn: learntFrom.includes(set.hash),
    majority: majorityOf(gold),
    scorers: [
      judged('vader', first, classes(first)),
      ...(second
        ? [
            judged('classifier', second, classes(second)),
            judged(
              'agreement',
              undefined,
              first.map(({ sentiment }, i) => (sentiment === second[i]!.sentiment ? sentiment : 'undecided')),
            ),
          ]
        : []),
    ],
    pools: BANDS.flatMap((band) => [
      ...poolsOf('vader', band, gold, first),
      ...(second
        ? [...poolsOf('classifier', band, gold, second), ...poolsOf('agreement', band, gold, first, second)]
        : []),
    ]),
  };
}

/**
 * With a second opinion, only messages that it puts in the same class are taken: the rule of the arms (agreement.ts).
 */
function poolsOf(
  scorer: Scorer,
  band: number,
  gold: readonly Sentiment[],
  opinions: readonly SentimentOpinion[],
  second?: readonly SentimentOpinion[],
): Pool[] {
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
