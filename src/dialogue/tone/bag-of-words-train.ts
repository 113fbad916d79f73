/**
 * Trains a classifier on gold sets and puts it into the store: a dataset of the kind `classifier`, at the address of
 * its bytes.
 */
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { FileError, readWholeText, stageDataset } from '../../files/index.js';
import { randomFromHash, sha256Hex, shuffle } from '../../spec/index.js';
import type { Address } from '../../vocabulary/index.js';
import { isObject, SENTIMENTS, type Sentiment } from '../conversation/index.js';
import { bagsOf, vocabularyOf } from './bag-of-words.js';
import { CLASSIFIER_FILE, Classifier, readClassifierFile } from './bag-of-words-classifier.js';
import { fitLogistic } from './bag-of-words-fit.js';
import type { GoldMessage, GoldSet } from './sentiment-gold.js';
import { classificationMetrics } from './sentiment-metrics.js';

/** How a classifier came to be, or only what it is where it came as a file. */
export interface ClassifierProfile {
  readonly kind: 'classifier';
  readonly address: Address;
  readonly name: string;
  readonly features: number;
  readonly training?: ClassifierTraining;
}

export interface ClassifierTraining {
  readonly sources: readonly {
    readonly file: string;
    readonly format: string;
    readonly messages: number;
    readonly hash: string;
  }[];
  readonly messages: Readonly<Record<Sentiment, number>>;
  readonly seed: number;
  /** Of the messages that were kept aside to choose the penalty: C is 1 / (penalty x messages). */
  readonly trials: readonly { readonly c: number; readonly macroF1: number }[];
  readonly c: number;
}

/** A feature that comes in fewer messages is noise. */
const LEAST_MESSAGES = 4;
const STRENGTHS = [0.3, 1, 3] as const;
/** One message in so many is kept aside while the penalty is chosen; the classifier itself learns from all. */
const ASIDE = 10;

export interface TrainedClassifier {
  readonly classifier: Classifier;
  readonly training: ClassifierTraining;
}

/**
 * The seed draws the messages that choose the penalty; given the penalty, the fit is one point. Throws FileError where
 * a class is missing.
 */
export function trainClassifier(sets: readonly GoldSet[], seed: number): TrainedClassifier {
  const messages = sets.flatMap((set) => set.messages);
  const count = (sentiment: Sentiment): number => messages.filter((message) => message.sentiment === sentiment).length;
  const counts = Object.fromEntries(SENTIMENTS.map((sentiment) => [sentiment, count(sentiment)])) as Record<
    Sentiment,
    number
  >;
  const missing = SENTIMENTS.find((sentiment) => counts[sentiment] < 2 * ASIDE);
  if (missing)
    throw new FileError(
      'nothing-kept',
      `${sets.map(({ file }) => file).join(', ')}: ${counts[missing]} messages are ${missing}; at least ${2 * ASIDE} of each class are needed`,
    );
  const shuffled = shuffle([...messages], randomFromHash(sha256Hex(`classifier/${seed}`)));
  const aside = shuffled.slice(0, Math.ceil(shuffled.length / ASIDE));
  const rest = shuffled.slice(aside.length);
  const trials = STRENGTHS.map((c) => {
    const classifier = fit(rest, c);
    const { macroF1 } = classificationMetrics(
      aside.map(({ sentiment }) => sentiment),
      aside.map(({ text }) => classifier.opinion(text).sentiment),
    );
    return { c, macroF1: Math.round(macroF1 * 1e4) / 1e4 };
  });
  const { c } = trials.reduce((best, trial) => (trial.macroF1 > best.macroF1 ? trial : best));
  const sources = sets.map(({ file, format, messages: own, hash }) => ({ file, format, messages: own.length, hash }));
  return { classifier: fit(messages, c), training: { sources, messages: counts, seed, trials, c } };
}

function fit(messages: readonly GoldMessage[], c: number): Classifier {
  const texts = messages.map(({ text }) => text);
  const features = vocabularyOf(texts, LEAST_MESSAGES);
  const { weights } = fitLogistic({
    bags: bagsOf(texts, new Map(features.map((feature, i) => [feature, i]))),
    labels: Uint8Array.from(messages, ({ sentiment }) => SENTIMENTS.indexOf(sentiment)),
    features: features.length,
    classes: SENTIMENTS.length,
    penalty: 1 / (c * messages.length),
  });
  return Classifier.fromFit(features, weights);
}

/** Appears whole or not at all; an equal classifier that is there already stays as it is. */
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

/** A classifier's file from elsewhere. Throws FileError for anything else. */
export async function importClassifier(
  path: string,
  home: string,
  name: string = basename(path),
): Promise<ClassifierProfile> {
  return storeClassifier(home, name, await readClassifierFile(path));
}

const LONGEST_PROFILE = 2 ** 20;

/** dataset.json of a stored classifier. Throws FileError. */
export async function readClassifierProfile(dir: string): Promise<ClassifierProfile> {
  const path = join(dir, 'dataset.json');
  let value: unknown;
  try {
    value = JSON.parse(await readWholeText(path, LONGEST_PROFILE));
  } catch (error) {
    throw error instanceof FileError ? error : new FileError('corrupt', `${path}: is not JSON`);
  }
  if (!isObject(value) || value.kind !== 'classifier') throw new FileError('wrong-kind', `${path}: is no classifier`);
  return value as unknown as ClassifierProfile;
}
