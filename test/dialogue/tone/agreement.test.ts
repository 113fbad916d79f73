import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNegative, isNeutral, isPositive, strataOf } from '../../../src/dialogue/arms/arm-pools.js';
import { heldOutOfArm, matchedPoolSize, selectArm } from '../../../src/dialogue/arms/arms.js';
import { balanceTable } from '../../../src/dialogue/arms/balance.js';
import type { DialogueExample } from '../../../src/dialogue/conversation/conversation.js';
import { addClassifierOpinions } from '../../../src/dialogue/tone/bag-of-words-classifier.js';
import { trainClassifier } from '../../../src/dialogue/tone/bag-of-words-train.js';
import { sentiment } from '../../../src/dialogue/vader/vader.js';
import { labelled } from '../labelled.js';

const { classifier } = trainClassifier([labelled(600)], 1);
const band = 0.3;
const TONES = ['positive', 'negative', 'neutral', 'shuffled-a', 'shuffled-b', 'random', 'mixture'] as const;

/**
 * Words that only VADER knows, only the classifier, both, and neither; so they agree on some replies and not on others.
 */
const word = fc.constantFrom(
  'lovely',
  'glad',
  'sunny',
  'excellent',
  'dreadful',
  'sad',
  'gloomy',
  'hate',
  'table',
  'Tuesday',
  'seven',
);
const dataset = fc
  .array(
    fc.record({
      said: word,
      more: fc.constantFrom('', 'it is', 'then there was a'),
      source: fc.constantFrom('alpha', 'beta'),
      heldOut: fc.constantFrom(false, false, false, true),
    }),
    { minLength: 80, maxLength: 300 },
  )
  .map((rows) =>
    rows.map(({ said, more, source, heldOut }, i): DialogueExample => {
      const reply = `${more} ${said} ${i}`.trim();
      return { source, context: [`context ${i % 7}`], reply, compound: sentiment(reply), heldOut };
    }),
  );
const ids = (examples: readonly DialogueExample[]): string[] => examples.map(({ reply }) => reply);

describe('arms whose scorers must agree', () => {
  it('have pools that lie within the pools of both scorers, and hold all that both would take', () => {
    fc.assert(
      fc.property(dataset, (examples) => {
        const agreed = addClassifierOpinions(examples, classifier);
        expect(ids(agreed)).toEqual(ids(examples));
        const pools = [
          ['positive', (example: DialogueExample) => isPositive(example, band)],
          ['negative', (example: DialogueExample) => isNegative(example, band)],
          ['neutral', isNeutral],
        ] as const;
        for (const [tone, belongs] of pools) {
          const byVader = new Set(ids(examples.filter(belongs)));
          const byClassifier = new Set(
            ids(examples.filter(({ reply }) => classifier.opinion(reply).sentiment === tone)),
          );
          expect(new Set(ids(agreed.filter(belongs)))).toEqual(
            new Set([...byVader].filter((id) => byClassifier.has(id))),
          );
        }
      }),
      { numRuns: 40 },
    );
  });

  it('are matched as exactly as others: every tone has the same sources and lengths', () => {
    let [drawn, smaller] = [0, 0];
    fc.assert(
      fc.property(dataset, fc.integer({ min: 0, max: 5 }), (examples, seed) => {
        const agreed = addClassifierOpinions(examples, classifier);
        const count = matchedPoolSize(agreed, band);
        expect(count).toBeLessThanOrEqual(matchedPoolSize(examples, band));
        if (count < matchedPoolSize(examples, band)) smaller++;
        const ask = (tone: (typeof TONES)[number]) =>
          selectArm(agreed, { tone, band, count, seed, positiveShare: 0.5, agreement: true });
        const arms = Object.fromEntries(TONES.map((tone) => [tone, ask(tone)]));
        const table = balanceTable(arms);
        for (const row of table) {
          expect(row.examples).toBe(count);
          expect(row.distinct).toBe(count);
          expect(row.strata).toEqual(table[0]!.strata);
        }
        for (const tone of ['positive', 'negative', 'neutral'] as const)
          expect(arms[tone]!.every(({ second }) => second === tone)).toBe(true);
        for (const tone of ['shuffled-a', 'shuffled-b', 'mixture'] as const)
          expect(arms[tone]!.every(({ second, compound }) => second === (compound > 0 ? 'positive' : 'negative'))).toBe(
            true,
          );
        expect(() => selectArm(agreed, { tone: 'neutral', band, count: count + 1, seed, agreement: true })).toThrow(
          /where both scorers agree/,
        );
        drawn += count;
      }),
      { numRuns: 40 },
    );
    expect(drawn).toBeGreaterThan(200);
    expect(smaller).toBeGreaterThan(8);
  });

  it('choose held-out replies of their own kind by the same rule', () => {
    const examples = fc.sample(dataset, { numRuns: 1, seed: 4 })[0]!;
    const agreed = addClassifierOpinions(examples, classifier);
    const held = (from: readonly DialogueExample[], tone: 'positive' | 'negative') =>
      heldOutOfArm(from, { tone, band }, 1000, 1);
    let [before, after] = [0, 0];
    for (const tone of ['positive', 'negative'] as const) {
      expect(held(agreed, tone).every(({ second, heldOut }) => heldOut && second === tone)).toBe(true);
      before += held(examples, tone).length;
      after += held(agreed, tone).length;
    }
    // the classifier knows neither "excellent" nor "hate": it cannot be right about both
    expect(after).toBeGreaterThan(0);
    expect(after).toBeLessThan(before);
  });

  it('are the same arms where the scorers agree on everything', () => {
    const examples = fc.sample(dataset, { numRuns: 1, seed: 9 })[0]!;
    const agreed = addClassifierOpinions(examples, classifier).filter(
      ({ second, compound }) =>
        second ===
        (compound >= band
          ? 'positive'
          : compound <= -band
            ? 'negative'
            : Math.abs(compound) < 0.05
              ? 'neutral'
              : second),
    );
    const plain = agreed.map(({ second: _, ...example }): DialogueExample => example);
    const count = strataOf(agreed, band).reduce((sum, { capacity }) => sum + capacity, 0);
    expect(count).toBeGreaterThan(4);
    for (const tone of TONES) {
      const ask = (from: readonly DialogueExample[]): string[] =>
        ids(selectArm(from, { tone, band, count, seed: 1, positiveShare: 0.5 }));
      expect(ask(agreed)).toEqual(ask(plain));
    }
    expect(() => selectArm(plain, { tone: 'positive', band, count: count + 1, seed: 1 })).toThrow(
      expect.objectContaining({ name: 'ArmError', available: count }),
    );
  });
});
