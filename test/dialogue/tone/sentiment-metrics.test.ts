import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SENTIMENTS, type Sentiment } from '../../../src/dialogue/conversation/conversation.js';
import { trainClassifier } from '../../../src/dialogue/tone/bag-of-words-train.js';
import { calibrate } from '../../../src/dialogue/tone/sentiment-calibration.js';
import {
  classificationMetrics,
  correlation,
  type LabelledPrediction,
  majorityOf,
} from '../../../src/dialogue/tone/sentiment-metrics.js';
import { sentiment as vader } from '../../../src/dialogue/vader/vader.js';
import { labelled } from '../labelled.js';

/** Thresholds of |score| that pools are reported at. */
const BANDS = [0.05, 0.2, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9];
const CODE: Record<string, LabelledPrediction> = { n: 'negative', o: 'neutral', p: 'positive', u: 'undecided' };
const from = <T extends LabelledPrediction>(codes: string): T[] => [...codes].map((code) => CODE[code] as T);
const anyGold = fc.array(fc.constantFrom(...SENTIMENTS), { minLength: 1, maxLength: 60 });
const paired = anyGold.chain((gold) =>
  fc.tuple(
    fc.constant(gold),
    fc.array(fc.constantFrom<LabelledPrediction>(...SENTIMENTS, 'undecided'), {
      minLength: gold.length,
      maxLength: gold.length,
    }),
  ),
);

describe('measure', () => {
  it('gives what scikit-learn 1.9.1 gives for precision_recall_fscore_support', () => {
    const { accuracy, macroF1, classes } = classificationMetrics(
      from<Sentiment>('pppppnnnnoooooo'),
      from('pppnonnpopooonu'),
    );
    expect(accuracy).toBeCloseTo(0.5333333333333333, 12);
    expect(macroF1).toBeCloseTo(0.5484848484848485, 12);
    expect(
      classes.map(({ sentiment, precision, recall, f1 }) => [
        sentiment,
        precision,
        recall,
        Math.round(f1 * 1e12) / 1e12,
      ]),
    ).toEqual([
      ['negative', 0.5, 0.5, 0.5],
      ['neutral', 0.6, 0.5, 0.545454545455],
      ['positive', 0.6, 0.6, 0.6],
    ]);
  });

  it('is 1 for a scorer that is always right, 0 for one that never says anything', () => {
    fc.assert(
      fc.property(anyGold, (gold) => {
        expect(classificationMetrics(gold, gold)).toMatchObject({ accuracy: 1, macroF1: 1, macroF1Interval: [1, 1] });
        expect(
          classificationMetrics(
            gold,
            gold.map(() => 'undecided'),
          ),
        ).toMatchObject({ accuracy: 0, macroF1: 0, macroF1Interval: [0, 0] });
      }),
      { numRuns: 20 },
    );
  });

  it('treats classes alike: renamed classes give renamed numbers', () => {
    const turned: Record<LabelledPrediction, LabelledPrediction> = {
      negative: 'neutral',
      neutral: 'positive',
      positive: 'negative',
      undecided: 'undecided',
    };
    fc.assert(
      fc.property(paired, ([gold, said]) => {
        const [one, other] = [
          classificationMetrics(gold, said),
          classificationMetrics(
            gold.map((own) => turned[own] as Sentiment),
            said.map((word) => turned[word]),
          ),
        ];
        expect(other.macroF1).toBeCloseTo(one.macroF1, 12);
        for (const { sentiment, f1 } of one.classes)
          expect(other.classes.find((score) => score.sentiment === turned[sentiment])!.f1).toBeCloseTo(f1, 12);
      }),
      { numRuns: 20 },
    );
  });

  it('brackets macro-F1 by the bootstrap, narrower with more messages and equal for another order', () => {
    const gold = from<Sentiment>('ppppnnnnoooo'.repeat(20));
    const said = from('pppnnnnooopu'.repeat(20));
    const few = classificationMetrics(gold.slice(0, 48), said.slice(0, 48));
    const many = classificationMetrics(gold, said);
    const [low, high] = many.macroF1Interval;
    expect(low).toBeLessThan(many.macroF1);
    expect(high).toBeGreaterThan(many.macroF1);
    expect(high - low).toBeLessThan(few.macroF1Interval[1] - few.macroF1Interval[0]);
    expect(classificationMetrics([...gold].reverse(), [...said].reverse()).macroF1Interval).toEqual(
      many.macroF1Interval,
    );
  });
});

describe('the baselines', () => {
  it('saying the commonest class of everything is measured as any scorer', () => {
    fc.assert(
      fc.property(anyGold, (gold) => {
        const { sentiment, accuracy, macroF1 } = majorityOf(gold);
        const measured = classificationMetrics(
          gold,
          gold.map(() => sentiment),
        );
        expect(accuracy).toBeCloseTo(measured.accuracy, 12);
        expect(macroF1).toBeCloseTo(measured.macroF1, 12);
      }),
      { numRuns: 20 },
    );
  });

  it('correlates as Pearson has it', () => {
    // Anscombe's first set (The American Statistician 27, 1973): r = .816
    const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
    const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
    expect(correlation(x, y)).toBeCloseTo(0.81642, 5);
    expect(
      correlation(
        x,
        x.map(() => 3),
      ),
    ).toBeNull();
  });
});

describe('calibrate', () => {
  const { classifier } = trainClassifier([labelled(600)], 1);
  const set = labelled(300, 2);

  it('measures VADER alone, or both and what they agree on', () => {
    expect(calibrate(set).scorers.map(({ scorer }) => scorer)).toEqual(['vader']);
    const both = calibrate(set, classifier, [set.hash]);
    expect(both.scorers.map(({ scorer }) => scorer)).toEqual(['vader', 'classifier', 'agreement']);
    expect([both.trainedOn, calibrate(set, classifier).trainedOn]).toEqual([true, false]);
    const found = (scorer: string) => both.scorers.find((one) => one.scorer === scorer)!.result.classes;
    for (const [i, { right, said }] of found('agreement').entries()) {
      expect(said).toBeLessThanOrEqual(Math.min(found('vader')[i]!.said, found('classifier')[i]!.said));
      expect(right).toBeLessThanOrEqual(Math.min(found('vader')[i]!.right, found('classifier')[i]!.right));
    }
  });

  it('has pools that shrink as the band rises, and agreed ones within VADER’s', () => {
    const { pools } = calibrate(set, classifier);
    const taken = (scorer: string, sentiment: string): number[] =>
      BANDS.map(
        (band) =>
          pools.find((pool) => pool.scorer === scorer && pool.sentiment === sentiment && pool.band === band)!.taken,
      );
    for (const sentiment of ['positive', 'negative']) {
      for (const scorer of ['vader', 'classifier', 'agreement'])
        expect([...taken(scorer, sentiment)].sort((a, b) => b - a)).toEqual(taken(scorer, sentiment));
      taken('agreement', sentiment).forEach((count, i) =>
        expect(count).toBeLessThanOrEqual(taken('vader', sentiment)[i]!),
      );
    }
    expect(taken('vader', 'positive')[0]).toBe(set.messages.filter(({ text }) => vader(text) >= 0.05).length);
  });
});
