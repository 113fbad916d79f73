/**
 * A sentiment classifier beside VADER: a table of features with a weight for each class. Its file is JSON without code,
 * addressed by the SHA-256 of its bytes. Classes are decided by sums and comparisons alone, so all machines agree.
 */
import { join } from 'node:path';
import { FileError, readWholeText } from '../../files/index.js';
import {
  type DialogueExample,
  isObject,
  SENTIMENTS,
  type Sentiment,
  type SentimentOpinion,
} from '../conversation/index.js';
import { featuresOf } from './bag-of-words.js';
import { featureWeight, softmax } from './bag-of-words-fit.js';

/** Name of a classifier's file in the folder of its dataset. */
export const CLASSIFIER_FILE = 'classifier.json';
const FORMAT = 'sentimate-bag-of-words/1';
/** Largest file, bytes. */
const MAX_FILE = 64 * 2 ** 20;
const CLASSES = SENTIMENTS.length;

/** A classifier in memory. */
export class Classifier {
  readonly #weights: ReadonlyMap<string, readonly number[]>;
  readonly #odds = new Float64Array(CLASSES);

  private constructor(
    /** In the order of the file. */
    readonly features: readonly string[],
    rows: readonly (readonly number[])[],
    /** One for each class. */
    readonly bias: readonly number[],
  ) {
    this.#weights = new Map(features.map((feature, i) => [feature, rows[i]!]));
  }

  /**
   * Makes a classifier from fitted weights, [features + 1][classes] with the bias last. Rounds weights to four decimals
   * and drops features whose weights are all 0.
   */
  static fromFit(features: readonly string[], weights: Float64Array): Classifier {
    const rowAt = (i: number): number[] =>
      Array.from(weights.subarray(i * CLASSES, (i + 1) * CLASSES), (weight) => Math.round(weight * 1e4) / 1e4 + 0);
    const kept = features.flatMap((feature, i) => {
      const row = rowAt(i);
      return row.some((weight) => weight !== 0) ? [[feature, row] as const] : [];
    });
    return new Classifier(
      kept.map(([feature]) => feature),
      kept.map(([, row]) => row),
      rowAt(features.length),
    );
  }

  /** Returns the file's text, one feature per line; equal classifiers have equal bytes. */
  toJson(): string {
    const rows = [...this.#weights].map(([feature, row]) => JSON.stringify([feature, ...row]));
    const [format, classes, bias] = [FORMAT, SENTIMENTS, this.bias].map((value) => JSON.stringify(value));
    return `{"format":${format},"classes":${classes},"bias":${bias},"features":[\n${rows.join(',\n')}\n]}\n`;
  }

  /** Parses a classifier's file. Throws FileError, which names `path`, for anything else. */
  static fromJson(text: string, path: string): Classifier {
    const corrupt = (what: string): FileError => new FileError('corrupt', `${path}: ${what}`);
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw corrupt('is not JSON');
    }
    if (!isObject(value) || value.format !== FORMAT)
      throw new FileError('wrong-kind', `${path}: is no sentiment classifier`);
    if (JSON.stringify(value.classes) !== JSON.stringify(SENTIMENTS))
      throw corrupt(`has other classes than ${SENTIMENTS.join(', ')}`);
    const { bias, features: rows } = value;
    if (!isRow(bias)) throw corrupt(`bias is not ${CLASSES} numbers`);
    if (!Array.isArray(rows)) throw corrupt('has no list of features');
    const features = rows.map((row: unknown, i) => {
      if (!Array.isArray(row) || typeof row[0] !== 'string' || !isRow(row.slice(1)))
        throw corrupt(`feature ${i + 1} is not a text and ${CLASSES} numbers`);
      return row as [string, ...number[]];
    });
    if (new Set(features.map(([feature]) => feature)).size < features.length) throw corrupt('has a feature twice');
    return new Classifier(
      features.map(([feature]) => feature),
      features.map(([, ...row]) => row),
      bias,
    );
  }

  /**
   * Classifies a message: the class with the largest log-odds, `neutral` for ties; the score is P(positive) -
   * P(negative).
   */
  opinion(text: string): SentimentOpinion {
    const known = featuresOf(text).flatMap((feature) => this.#weights.get(feature) ?? []);
    const scale = featureWeight(known.length / CLASSES);
    for (let c = 0; c < CLASSES; c++) {
      let sum = 0;
      for (let i = c; i < known.length; i += CLASSES) sum += known[i]!;
      this.#odds[c] = this.bias[c]! + scale * sum;
    }
    const sentiment = classOf(this.#odds);
    softmax(this.#odds);
    return { sentiment, score: this.#odds[2]! - this.#odds[0]! };
  }
}

function classOf([negative, neutral, positive]: Float64Array): Sentiment {
  if (positive! > negative! && positive! > neutral!) return 'positive';
  return negative! > positive! && negative! > neutral! ? 'negative' : 'neutral';
}

const isRow = (value: unknown): value is number[] =>
  Array.isArray(value) &&
  value.length === CLASSES &&
  value.every((weight) => typeof weight === 'number' && Number.isFinite(weight));

/** Reads a classifier's file. Throws FileError. */
export const readClassifierFile = async (path: string): Promise<Classifier> =>
  Classifier.fromJson(await readWholeText(path, MAX_FILE), path);

/** Reads the classifier of a stored dataset. Throws FileError. */
export const readClassifier = (dir: string): Promise<Classifier> => readClassifierFile(join(dir, CLASSIFIER_FILE));

/**
 * Returns the same examples in the same order, each with the classifier's class of its reply. With it, a reply is
 * positive, negative or neutral for an arm only if VADER and the classifier agree (arms/arm-pools.ts); replies on which
 * they disagree are in the pool of `random` arms only.
 */
export function addClassifierOpinions(examples: readonly DialogueExample[], classifier: Classifier): DialogueExample[] {
  const known = new Map<string, Sentiment>();
  return examples.map((example) => {
    let second = known.get(example.reply);
    if (second === undefined) known.set(example.reply, (second = classifier.opinion(example.reply).sentiment));
    return { ...example, second };
  });
}
