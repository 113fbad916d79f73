/**
 * Trains a classifier on gold sets and stores it as a dataset of the kind `classifier`, addressed by the hash of its
 * bytes.
 */
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { FileError, readWholeText, stageDataset } from '../../files/index.js';
import { randomFromHash, sha256Hex, shuffle } from '../../spec/keys/index.js';
import type { Address } from '../../vocabulary/index.js';
import { isObject, SENTIMENTS, type Sentiment } from '../conversation/index.js';
import { bagsOf, vocabularyOf } from './bag-of-words.js';
import { CLASSIFIER_FILE, Classifier, readClassifierFile } from './bag-of-words-classifier.js';
import { fitLogistic } from './bag-of-words-fit.js';
import type { GoldMessage, GoldSet } from './sentiment-gold.js';
import { classificationMetrics } from './sentiment-metrics.js';

/** dataset.json of a classifier; without `training` if it was imported as a file. */
export interface ClassifierProfile {
  readonly kind: 'classifier';
  readonly address: Address;
  readonly name: string;
  readonly features: number;
  readonly training?: ClassifierTraining;
}

/** How a classifier was trained. */
export interface ClassifierTraining {
  readonly sources: readonly {
    readonly file: string;
    readonly format: string;
    readonly messages: number;
    readonly hash: string;
  }[];
  /** Number of messages by class. */
  readonly messages: Readonly<Record<Sentiment, number>>;
  readonly seed: number;
  /** Macro-F1 on the validation messages for each C = 1 / (penalty x messages). */
  readonly trials: readonly { readonly c: number; readonly macroF1: number }[];
  /** The chosen C. */
  readonly c: number;
}

/** Features that occur in fewer messages are left out as noise, unless the caller says otherwise. */
const MIN_MESSAGES = 4;
/** Candidate values of C. */
const CANDIDATES = [0.3, 1, 3] as const;
/** One message in so many validates the choice of C; the final classifier is trained on all. */
const VALIDATION_FRACTION = 10;

/** A classifier with the record of its training. */
export interface TrainedClassifier {
  readonly classifier: Classifier;
  readonly training: ClassifierTraining;
}

/**
 * Trains a classifier on features that occur in at least `minMessages` messages. The seed selects the validation
 * messages; given C, the fit is unique. Throws FileError if a class has too few messages.
 */
export function trainClassifier(
  sets: readonly GoldSet[],
  seed: number,
  minMessages: number = MIN_MESSAGES,
): TrainedClassifier {
  const messages = sets.flatMap((set) => set.messages);
  const count = (sentiment: Sentiment): number => messages.filter((message) => message.sentiment === sentiment).length;
  const counts = Object.fromEntries(SENTIMENTS.map((sentiment) => [sentiment, count(sentiment)])) as Record<
    Sentiment,
    number
  >;
  const missing = SENTIMENTS.find((sentiment) => counts[sentiment] < 2 * VALIDATION_FRACTION);
  if (missing)
    throw new FileError(
      'nothing-kept',
      `${sets.map(({ file }) => file).join(', ')}: ${counts[missing]} messages are ${missing}; ` +
        `at least ${2 * VALIDATION_FRACTION} of each class are needed`,
    );
  const shuffled = shuffle([...messages], randomFromHash(sha256Hex(`classifier/${seed}`)));
  const validation = shuffled.slice(0, Math.ceil(shuffled.length / VALIDATION_FRACTION));
  const trainingMessages = shuffled.slice(validation.length);
  const trials = CANDIDATES.map((c) => {
    const classifier = fitClassifier(trainingMessages, c, minMessages);
    const { macroF1 } = classificationMetrics(
      validation.map(({ sentiment }) => sentiment),
      validation.map(({ text }) => classifier.opinion(text).sentiment),
    );
    return { c, macroF1: Math.round(macroF1 * 1e4) / 1e4 };
  });
  const { c } = trials.reduce((best, trial) => (trial.macroF1 > best.macroF1 ? trial : best));
  const sources = sets.map(({ file, format, messages: own, hash }) => ({ file, format, messages: own.length, hash }));
  return {
    classifier: fitClassifier(messages, c, minMessages),
    training: { sources, messages: counts, seed, trials, c },
  };
}

function fitClassifier(messages: readonly GoldMessage[], c: number, minMessages: number): Classifier {
  const texts = messages.map(({ text }) => text);
  const features = vocabularyOf(texts, minMessages);
  const { weights } = fitLogistic({
    bags: bagsOf(texts, new Map(features.map((feature, i) => [feature, i]))),
    labels: Uint8Array.from(messages, ({ sentiment }) => SENTIMENTS.indexOf(sentiment)),
    features: features.length,
    classes: SENTIMENTS.length,
    penalty: 1 / (c * messages.length),
  });
  return Classifier.fromFit(features, weights);
}

/** Stores a classifier atomically; an equal one that is stored already is kept unchanged. */
export async function storeClassifier(
  home: string,
  name: string,
  classifier: Classifier,
  training?: ClassifierTraining,
): Promise<ClassifierProfile> {
  const staged = await stageDataset(home);
  try {
    await writeFile(staged.path(CLASSIFIER_FILE), classifier.toJson());
    return await staged.commit(
      [CLASSIFIER_FILE],
      (address): ClassifierProfile => ({
        kind: 'classifier',
        address,
        name,
        features: classifier.features.length,
        ...(training ? { training } : {}),
      }),
    );
  } finally {
    await staged.discard();
  }
}

/** Imports a classifier's file. Throws FileError for any other file. */
export async function importClassifier(
  path: string,
  home: string,
  name: string = basename(path),
): Promise<ClassifierProfile> {
  return storeClassifier(home, name, await readClassifierFile(path));
}

/** Largest dataset.json, bytes. */
const MAX_PROFILE = 2 ** 20;

/** Reads dataset.json of a stored classifier. Throws FileError. */
export async function readClassifierProfile(dir: string): Promise<ClassifierProfile> {
  const path = join(dir, 'dataset.json');
  let value: unknown;
  try {
    value = JSON.parse(await readWholeText(path, MAX_PROFILE));
  } catch (error) {
    throw error instanceof FileError ? error : new FileError('corrupt', `${path}: is not JSON`);
  }
  if (!isObject(value) || value.kind !== 'classifier') throw new FileError('wrong-kind', `${path}: is no classifier`);
  return value as unknown as ClassifierProfile;
}
