/**
 * The second opinion beside VADER: a table of features with a weight for each class. As a file it is JSON, data only;
 * its address is the SHA-256 of its bytes. Which class a message has is decided by sums and comparisons alone, so every
 * machine decides alike.
 */
import { join } from 'node:path';
import { FileError, readWholeText } from '../../files/index.js';
import { isObject, SENTIMENTS, type Sentiment, type SentimentOpinion } from '../conversation/index.js';
import { featuresOf } from './bag-of-words.js';
import { featureWeight, softmax } from './bag-of-words-fit.js';

export const CLASSIFIER_FILE = 'classifier.json';
const FORMAT = 'sentimate-bag-of-words/1';
const LONGEST_FILE = 64 * 2 ** 20;
const CLASSES = SENTIMENTS.length;

export class Classifier {
  readonly #weights: ReadonlyMap<string, readonly number[]>;
  readonly #odds = new Float64Array(CLASSES);

  private constructor(
    readonly features: readonly string[],
    rows: readonly (readonly number[])[],
    readonly bias: readonly number[],
  ) {
    this.#weights = new Map(features.map((feature, i) => [feature, rows[i]!]));
  }

  /**
   * Of a fit, [features + 1][classes]; weights are rounded to four decimals, and features without any weight left are
   * dropped.
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

  /** The file's text: a line a feature, sorted, so that equal classifiers have equal bytes. */
  toJson(): string {
    const rows = [...this.#weights].map(([feature, row]) => JSON.stringify([feature, ...row]));
    return `{"format":${JSON.stringify(FORMAT)},"classes":${JSON.stringify(SENTIMENTS)},"bias":${JSON.stringify(this.bias)},"features":[\n${rows.join(',\n')}\n]}\n`;
  }

  /** Throws FileError, which names `path`, for anything that is no classifier. */
  static fromJson(text: string, path: string): Classifier {
    const wrong = (what: string): FileError => new FileError('corrupt', `${path}: ${what}`);
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw wrong('is not JSON');
    }
    if (!isObject(value) || value.format !== FORMAT)
      throw new FileError('wrong-kind', `${path}: is no sentiment classifier`);
    if (JSON.stringify(value.classes) !== JSON.stringify(SENTIMENTS))
      throw wrong(`has other classes than ${SENTIMENTS.join(', ')}`);
    const { bias, features: rows } = value;
    if (!isRow(bias)) throw wrong(`bias is not ${CLASSES} numbers`);
    if (!Array.isArray(rows)) throw wrong('has no list of features');
    const features = rows.map((row: unknown, i) => {
      if (!Array.isArray(row) || typeof row[0] !== 'string' || !isRow(row.slice(1)))
        throw wrong(`feature ${i + 1} is not a text and ${CLASSES} numbers`);
      return row as [string, ...number[]];
    });
    if (new Set(features.map(([feature]) => feature)).size < features.length) throw wrong('has a feature twice');
    return new Classifier(
      features.map(([feature]) => feature),
      features.map(([, ...row]) => row),
      bias,
    );
  }

  /**
   * The class with the largest log-odds, `neutral` where two are equally large; the score is P(positive) - P(negative).
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

/** Throws FileError. */
export const readClassifierFile = async (path: string): Promise<Classifier> =>
  Classifier.fromJson(await readWholeText(path, LONGEST_FILE), path);

export const readClassifier = (dir: string): Promise<Classifier> => readClassifierFile(join(dir, CLASSIFIER_FILE));
