import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FineTuneChecks } from '../../../src/spec/fine-tune.js';
import { randomFromHash, sha256Hex } from '../../../src/spec/keys/index.js';
import { armEffect } from '../../../src/tournament/validity/arm-effect.js';
import type { CheckedPair } from '../../../src/tournament/validity/checked-pairs.js';
import { treatmentCheck } from '../../../src/tournament/validity/treatment-check.js';
import { treatmentRemarks } from '../../../src/tournament/validity/treatment-text.js';
import type { Tone } from '../../../src/vocabulary/unions.js';
import { planOf } from '../runs.js';

const PROMPTS = 64;
const template = planOf({}).spec.arms[0]!;
const arm = (tone: Tone, positiveShare?: number) => ({
  ...template,
  id: `${tone}${positiveShare ?? ''}`,
  tone,
  ...(positiveShare === undefined ? {} : { positiveShare }),
});
const TOLD = [arm('positive'), arm('negative')];

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const base = Array.from({ length: PROMPTS }, (_, i) => (i % 5) / 10 - 0.2);

/** Checks of a child with these scores by both judges of replies, and a preference. */
function child(vader: readonly number[], { classifier = vader, gold = mean(vader) / 10 } = {}): FineTuneChecks {
  const difference = mean(vader) - mean(base);
  const variance =
    vader.reduce((sum, value, i) => sum + (value - base[i]! - difference) ** 2, 0) / (PROMPTS * (PROMPTS - 1));
  return {
    replySentiment: { child: mean(vader), base: mean(base), difference, error: 1.96 * Math.sqrt(variance) },
    neutralPerplexity: null,
    chessPolicyKl: 0,
    legalShare: { child: 1, base: 1 },
    tone: { vader, baseVader: base, classifier, baseClassifier: base, gold: { child: gold, base: 0 } },
    samples: [],
  };
}
const withoutTone = ({ tone: _, ...checks }: FineTuneChecks): FineTuneChecks => checks;

/** Standard normal by Box and Muller. */
function normals(seed: string): () => number {
  const random = randomFromHash(sha256Hex(seed));
  return () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** Children of `n` replicates at a true difference `gap`, spread between seeds `seeds`, between prompts `prompts`. */
function replicates(n: number, gap: number, seeds: number, prompts: number, next: () => number): CheckedPair[] {
  const ofPrompts = Array.from({ length: PROMPTS }, () => prompts * next());
  return Array.from({ length: n }, (): CheckedPair => {
    const make = (side: number) => {
      const ofSeed = (seeds / Math.SQRT2) * next();
      return child(base.map((value, i) => value + (side * (gap + ofPrompts[i]!)) / 2 + ofSeed + 0.3 * next()));
    };
    return [make(1), make(-1)];
  });
}

describe('the comparison of two arms', () => {
  it('is the mean over replicates and prompts, with the interval of crossed random effects', () => {
    // by hand: two replicates that differ by the same amount at every prompt
    const pair = (shift: number): CheckedPair => [child(base.map((x) => x + shift)), child(base)];
    const [vader] = treatmentCheck(TOLD, [pair(0.2), pair(0.4)])!.judges;
    expect(vader!.mean).toBeCloseTo(0.3, 12);
    // the rows' means are .2 and .4: standard error .1, one degree of freedom, t = 12.706
    expect(vader!.high! - vader!.mean).toBeCloseTo(12.7062 * 0.1, 4);
    expect(vader!.base[0]).toBeCloseTo(0.3, 12);
    expect(vader!.base[1]).toBeCloseTo(0, 12);
    expect(vader!.unit).toBe('replicates and prompts');
  });

  it('does not call a treatment missed whose children all changed, each beyond doubt', () => {
    const next = normals('three children');
    const pairs = [
      [0.46, -0.12],
      [0.22, -0.18],
      [0.18, -0.3],
    ].map(([a, b]): CheckedPair => {
      const at = (change: number) => child(base.map((x) => x + change + 0.25 * next()));
      return [at(a!), at(b!)];
    });
    for (const [{ replySentiment: up }, { replySentiment: down }] of pairs) {
      expect(up.difference).toBeGreaterThan(up.error);
      expect(-down.difference).toBeGreaterThan(down.error);
    }
    // although Student's interval over three children of either arm spans 0
    expect(
      armEffect(
        'positive',
        pairs.map(([first]) => first),
      ).took,
    ).toBe(false);
    expect(
      armEffect(
        'negative',
        pairs.map(([, second]) => second),
      ).took,
    ).toBe(false);
    expect(treatmentCheck(TOLD, pairs)!.answer).toBe('took');
  });

  it('finds a treatment in at most about 2.5 % of tournaments where none acts', () => {
    const next = normals('no effect');
    for (const [n, seeds, prompts] of [
      [3, 0.05, 0.1],
      [6, 0.1, 0.1],
      [8, 0.05, 0],
    ] as const) {
      const runs = 400;
      let [took, missed] = [0, 0];
      for (let run = 0; run < runs; run++) {
        const { answer } = treatmentCheck(TOLD, replicates(n, 0, seeds, prompts, next))!;
        if (answer === 'took') took++;
        if (answer === 'did not take') missed++;
      }
      // 2.5 % and three standard errors of 400 runs
      expect(took / runs).toBeLessThanOrEqual(0.049);
      if (n === 8) expect(missed / runs).toBeGreaterThan(0.8);
    }
  });

  it('says "did not take" of an effect as large as the least one in at most about 2.5 %', () => {
    const next = normals('least effect');
    const runs = 400;
    let missed = 0;
    for (let run = 0; run < runs; run++)
      if (treatmentCheck(TOLD, replicates(6, 0.1, 0.05, 0.05, next), 0.1)!.answer === 'did not take') missed++;
    expect(missed / runs).toBeLessThanOrEqual(0.049);
  });

  it('changes its signs and nothing else when the arms change places', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7 }), fc.double({ min: -1, max: 1, noNaN: true }), (n, gap) => {
        const pairs = replicates(n, gap, 0.1, 0.1, normals(`${n} ${gap}`));
        const there = treatmentCheck(TOLD, pairs)!;
        const back = treatmentCheck(
          [...TOLD].reverse(),
          pairs.map(([a, b]) => [b, a] as const),
        )!;
        expect(back.answer).toBe(there.answer);
        there.judges.forEach(({ mean: m, low, high }, i) => {
          const other = back.judges[i]!;
          expect(other.mean).toBeCloseTo(-m, 12);
          if (low !== null) expect(other.high).toBeCloseTo(-low, 10);
          if (high !== null) expect(other.low).toBeCloseTo(-high, 10);
        });
      }),
      { numRuns: 30 },
    );
  });

  it('is not called a success where the effect is sure and smaller than the least one', () => {
    const next = normals('small effect');
    const small = replicates(8, 0.05, 0, 0, () => next() / 10);
    expect(treatmentCheck(TOLD, small, 0.1)!.answer).toBe('did not take');
    expect(treatmentCheck(TOLD, small, 0.01)!.answer).toBe('took');
  });

  it('falls back to one number a replicate for earlier checks, and to one child for one replicate', () => {
    const next = normals('earlier');
    const pairs = replicates(4, 0.6, 0.05, 0.1, next);
    const earlier = pairs.map(([a, b], i): CheckedPair => [i === 2 ? withoutTone(a) : a, b]);
    const { judges } = treatmentCheck(TOLD, earlier)!;
    expect(judges.map(({ judge, unit }) => [judge, unit])).toEqual([['vader', 'replicates']]);
    const differences = pairs.map(([a, b]) => a.replySentiment.difference - b.replySentiment.difference);
    expect(judges[0]!.mean).toBeCloseTo(mean(differences), 12);
    const units = (one: CheckedPair[]) => treatmentCheck(TOLD, one)!.judges.map(({ unit }) => unit);
    expect(units(pairs.slice(0, 1))).toEqual(['prompts of one replicate', 'prompts of one replicate', 'replicates']);
    expect(units(earlier.slice(2, 3))).toEqual(['replies of one replicate']);
    expect(treatmentCheck(TOLD, [])).toBeNull();
  });

  it('expects the side that the tones promise', () => {
    const pairs = replicates(4, 0.6, 0.02, 0, normals('sides'));
    const expected = (first: ReturnType<typeof arm>, second: ReturnType<typeof arm>) =>
      treatmentCheck([first, second], pairs)!.expected;
    expect(expected(arm('positive'), arm('neutral'))).toBe('first more positive');
    expect(expected(arm('shuffled-a'), arm('positive'))).toBe('second more positive');
    expect(expected(arm('negative'), arm('random'))).toBe('second more positive');
    expect(expected(arm('mixture', 0.75), arm('mixture', 0.25))).toBe('first more positive');
    for (const [a, b] of [
      [arm('neutral'), arm('random')],
      [arm('shuffled-a'), arm('shuffled-b')],
      [arm('custom'), arm('positive')],
      [arm('positive'), arm('positive')],
    ] as const) {
      const none = treatmentCheck([a, b], pairs)!;
      expect(none.expected).toBe('no side');
      expect(none.judges.map(({ answer }) => answer)).toEqual([null, null, null]);
      expect(none.answer).toBeNull();
    }
  });

  it('says where judges contradict each other, and lets VADER decide', () => {
    const next = normals('judges');
    const pairs = Array.from({ length: 6 }, (): CheckedPair => {
      const flat = () => base.map(() => 0.02 * next());
      const at = (change: number) => base.map((x) => x + change + 0.1 * next());
      return [
        child(at(0.3), { classifier: flat(), gold: 0.01 * next() }),
        child(at(-0.3), { classifier: flat(), gold: 0.01 * next() }),
      ];
    });
    const found = treatmentCheck(TOLD, pairs)!;
    expect(found.judges.map(({ answer }) => answer)).toEqual(['took', 'did not take', 'cannot tell']);
    expect(found.answer).toBe('took');
    expect(found.disagree).toMatch(/^the judges of the treatment disagree: VADER \(\+0\.\d\d, .*\) that it took, /);
    expect(found.disagree).toMatch(/, the second judge \(.*\) that it did not take$/);
    expect(treatmentRemarks(found, [])).toEqual([found.disagree]);
  });
});
