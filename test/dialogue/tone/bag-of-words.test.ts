import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { featuresOf, vocabularyOf } from '../../../src/dialogue/tone/bag-of-words.js';
import { CLASSIFIER_FILE, Classifier, readClassifier } from '../../../src/dialogue/tone/bag-of-words-classifier.js';
import {
  featureWeight,
  fitLogistic,
  type LogisticProblem,
  softmax,
} from '../../../src/dialogue/tone/bag-of-words-fit.js';
import {
  importClassifier,
  readClassifierProfile,
  storeClassifier,
  trainClassifier,
} from '../../../src/dialogue/tone/bag-of-words-train.js';
import { classificationMetrics } from '../../../src/dialogue/tone/sentiment-metrics.js';
import { datasetDir } from '../../../src/files/home.js';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import { labelled } from '../labelled.js';

const home = mkdtempSync(join(tmpdir(), 'sentimate-classifier-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('featuresOf', () => {
  it('takes words, pairs, emoji and marks, each once', () => {
    expect(featuresOf('Not GOOD, not good!!! :) 😀')).toEqual([
      'not',
      'good',
      '!!',
      ':)',
      '😀',
      'not good',
      'good not',
      'good !!',
      '!! :)',
      ':) 😀',
    ]);
    expect(featuresOf('Don’t you?!')).toEqual(["don't", 'you', '??', "don't you", 'you ??']);
    expect(featuresOf('')).toEqual([]);
  });

  it('stays small however long the text', () => {
    expect(featuresOf('x1 '.repeat(1e5)).length).toBe(2);
    expect(featuresOf(Array.from({ length: 1e4 }, (_, i) => `w${i}`).join(' ')).length).toBeLessThan(1000);
  });
});

describe('vocabularyOf', () => {
  it('depends on the messages and not on their order', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[ab !]{0,8}$/)), fc.integer({ min: 1, max: 3 }), (messages, least) => {
        expect(vocabularyOf([...messages].reverse(), least)).toEqual(vocabularyOf(messages, least));
      }),
    );
  });
});

/** Words a to d stand for the columns of make-logistic-vectors.py. */
const BAGS = [[0, 1], [0], [1, 2], [2, 3], [3], [0, 3], [1], [], [0, 1, 2, 3], [2]];
const SMALL: LogisticProblem = {
  bags: {
    starts: Uint32Array.from([0, ...BAGS.map((_, i) => BAGS.slice(0, i + 1).flat().length)]),
    columns: Uint32Array.from(BAGS.flat()),
  },
  labels: Uint8Array.from([0, 0, 1, 2, 2, 0, 1, 1, 2, 1]),
  features: 4,
  classes: 3,
  penalty: 1 / (2 * BAGS.length),
  tolerance: 1e-9,
};
/** By scikit-learn 1.9.1, LogisticRegression(C=2); test/dialogue/make-logistic-vectors.py prints them. */
const COEFFICIENTS = [
  [1.476137, -1.162632, -0.313505],
  [-0.14756, 0.281836, -0.134276],
  [-0.761978, 0.32659, 0.435387],
  [-0.153044, -1.188705, 1.341749],
];
const PROBABILITIES = [
  [0.555713, 0.312418, 0.131869],
  [0.751448, 0.143967, 0.104585],
  [0.092548, 0.725922, 0.18153],
  [0.106663, 0.296912, 0.596425],
  [0.176458, 0.167968, 0.655574],
  [0.533051, 0.106352, 0.360597],
  [0.167672, 0.690738, 0.14159],
  [0.221497, 0.59393, 0.184573],
  [0.30965, 0.282467, 0.407883],
  [0.0853, 0.679325, 0.235375],
];

describe('fitLogistic', () => {
  it('finds what scikit-learn finds', () => {
    const { weights } = fitLogistic(SMALL);
    COEFFICIENTS.flat().forEach((value, i) => expect(weights[i]).toBeCloseTo(value, 5));
    BAGS.forEach((bag, row) => {
      const odds = Float64Array.from(
        [0, 1, 2],
        (c) =>
          weights[4 * 3 + c]! +
          featureWeight(bag.length) * bag.reduce((sum, column) => sum + weights[column * 3 + c]!, 0),
      );
      softmax(odds);
      PROBABILITIES[row]!.forEach((value, c) => expect(odds[c]).toBeCloseTo(value, 5));
    });
  });

  it('ends where every neighbour is worse', () => {
    const { weights, loss } = fitLogistic(SMALL);
    const at = (moved: Float64Array): number => {
      let sum = 0;
      BAGS.forEach((bag, row) => {
        const odds = Float64Array.from(
          [0, 1, 2],
          (c) =>
            moved[12 + c]! +
            featureWeight(bag.length) * bag.reduce((total, column) => total + moved[column * 3 + c]!, 0),
        );
        softmax(odds);
        sum -= Math.log(odds[SMALL.labels[row]!]!) / BAGS.length;
      });
      return sum + (SMALL.penalty / 2) * moved.subarray(0, 12).reduce((total, weight) => total + weight * weight, 0);
    };
    expect(at(weights)).toBeCloseTo(loss, 12);
    for (let i = 0; i < weights.length; i++) {
      for (const by of [-1e-3, 1e-3])
        expect(at(weights.map((weight, j) => (i === j ? weight + by : weight)))).toBeGreaterThan(loss);
    }
  });

  it('keeps numbers finite for log-odds of any size', () => {
    const odds = Float64Array.from([1e4, -1e4, 0]);
    expect(softmax(odds)).toBe(1e4);
    expect([...odds]).toEqual([1, 0, 0]);
  });
});

const set = labelled(600);
const trained = trainClassifier([set], 1);
const { classifier } = trained;

describe('trainClassifier', () => {
  it('is the same bytes for the same messages and seed; the seed only draws what chooses the penalty', () => {
    const [one, again, other] = [trained, trainClassifier([set], 1), trainClassifier([set], 2)];
    expect(again.classifier.toJson()).toBe(one.classifier.toJson());
    expect(again.training).toEqual(one.training);
    expect(other.training.trials).not.toEqual(one.training.trials);
    if (other.training.c === one.training.c) expect(other.classifier.features).toEqual(one.classifier.features);
  });

  it('finds the classes of messages that it has not seen', () => {
    const fresh = labelled(300, 2).messages;
    const { macroF1 } = classificationMetrics(
      fresh.map(({ sentiment }) => sentiment),
      fresh.map(({ text }) => classifier.opinion(text).sentiment),
    );
    expect(macroF1).toBeGreaterThan(0.85); // one message in fifteen says a word of another class, which nobody can know
    expect(classifier.opinion('zebras overwhelmingly').sentiment).toBe(classifier.opinion('').sentiment);
  });

  it('gives scores from -1 to 1 on the side of its class', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        const { score } = classifier.opinion(text);
        expect(Math.abs(score)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 30 },
    );
    expect(classifier.opinion('what a lovely, delightful day').score).toBeGreaterThan(0.5);
    expect(classifier.opinion('what a dreadful, gloomy day').score).toBeLessThan(-0.5);
  });

  it('refuses sets that lack a class', () => {
    const lacking = { ...set, messages: set.messages.filter(({ sentiment }) => sentiment !== 'neutral') };
    expect(() => trainClassifier([lacking], 1)).toThrow(/made-up.tsv: 0 messages are neutral/);
  });
});

describe('a stored classifier', () => {
  it('lies at the SHA-256 of its file, once, and judges as it did', async () => {
    const { address } = await storeClassifier(home, 'second', classifier, trained.training);
    const file = join(datasetDir(home, address), CLASSIFIER_FILE);
    expect(sha256Hex(readFileSync(file))).toBe(address);
    expect((await storeClassifier(home, 'again', classifier)).address).toBe(address);
    expect(await readClassifierProfile(datasetDir(home, address))).toMatchObject({
      kind: 'classifier',
      name: 'second',
      training: { seed: 1, messages: { positive: 200 } },
    });
    const read = await readClassifier(datasetDir(home, address));
    for (const { text } of labelled(60, 3).messages) expect(read.opinion(text)).toEqual(classifier.opinion(text));
    const elsewhere = mkdtempSync(join(tmpdir(), 'sentimate-elsewhere-'));
    expect((await importClassifier(file, elsewhere)).address).toBe(address);
    rmSync(elsewhere, { recursive: true });
  });

  it('is data only, and whole: anything else is refused', () => {
    const json = classifier.toJson();
    expect(Classifier.fromJson(json, 'x').toJson()).toBe(json);
    const cases: [string, RegExp][] = [
      ['', /^x: is not JSON$/],
      ['[]', /is no sentiment classifier/],
      [json.slice(0, -30), /is not JSON/],
      [json.replace('"bias":[', '"bias":[0,'), /bias is not 3 numbers/],
      [json.replace('"features":[\n', '"features":[\n["x",1,null,2],\n'), /feature 1 is not/],
      [json.replace('"features":[\n', '"features":[\n["lovely",1,2,3],\n'), /a feature twice/],
      [json.replace('/1"', '/2"'), /is no sentiment classifier/],
    ];
    for (const [text, message] of cases) expect(() => Classifier.fromJson(text, 'x')).toThrow(message);
    expect(
      Classifier.fromJson(json.replace('"features":[\n', '"features":[\n["__proto__",1,0,0],\n'), 'x').opinion(
        'toString constructor',
      ).score,
    ).toBe(classifier.opinion('').score);
  });
});
