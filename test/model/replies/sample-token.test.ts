import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { candidatesNeeded, sampleToken, type TokenDecoding } from '../../../src/model/replies/sample-token.js';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import { randomFromHash } from '../../../src/spec/keys/random.js';

const END = 0;
const PLAIN: TokenDecoding = { temperature: 1, topK: 1000, topP: 1, minTokens: 0, repetitionPenalty: 1, noRepeat: 0 };
const logits = (...probabilities: number[]): Float32Array => Float32Array.from(probabilities, Math.log);

/** The `count` highest logits, highest first; all where no count is given. */
function top(scores: Float32Array, count = scores.length): Parameters<typeof sampleToken>[0] {
  const ids = Int32Array.from(scores.keys())
    .sort((a, b) => scores[b]! - scores[a]! || a - b)
    .slice(0, count);
  return { ids, logits: Float32Array.from(ids, (id) => scores[id]!) };
}

/** Share of each token among many draws. */
function shares(scores: Float32Array, decoding: Partial<TokenDecoding>, said: readonly number[] = []): number[] {
  const random = randomFromHash(sha256Hex('shares'));
  const counts = new Array<number>(scores.length).fill(0);
  for (let i = 0; i < 20_000; i++)
    counts[sampleToken(top(scores), said, END, { ...PLAIN, ...decoding }, random.next())]! += 1 / 20_000;
  return counts;
}

describe('sampleToken', () => {
  const scores = logits(0.1, 0.2, 0.3, 0.4);

  it.each<[string, Partial<TokenDecoding>, number[]]>([
    ['draws from the distribution', {}, [0.1, 0.2, 0.3, 0.4]],
    ['sharpens it: p^2, normalised', { temperature: 0.5 }, [1 / 30, 4 / 30, 9 / 30, 16 / 30]],
    ['keeps the top k', { topK: 2 }, [0, 0, 3 / 7, 4 / 7]],
    ['keeps the nucleus: the fewest tokens that reach the share', { topP: 0.65 }, [0, 0, 3 / 7, 4 / 7]],
    ['keeps one more where the share is not reached', { topP: 0.75 }, [0, 2 / 9, 3 / 9, 4 / 9]],
    ['takes the nucleus of what the top k leave', { topK: 2, topP: 0.5 }, [0, 0, 0, 1]],
    ['does not end too early', { minTokens: 1 }, [0, 2 / 9, 3 / 9, 4 / 9]],
    ['takes the likeliest at temperature 0', { temperature: 0 }, [0, 0, 0, 1]],
  ])('%s', (_, decoding, expected) => {
    shares(scores, decoding).forEach((share, token) => expect(share).toBeCloseTo(expected[token]!, 1.6));
  });

  it('divides the positive logits of what was said by the penalty, and multiplies the negative ones', () => {
    const greedy = { ...PLAIN, temperature: 0, repetitionPenalty: 1.2 };
    expect(sampleToken(top(Float32Array.of(0, 2.3, 2)), [1], END, greedy, 0)).toBe(2); // 2.3 / 1.2 = 1.92
    expect(sampleToken(top(Float32Array.of(0, 2.5, 2)), [1], END, greedy, 0)).toBe(1); // 2.5 / 1.2 = 2.08
    expect(sampleToken(top(Float32Array.of(-9, -1, -1.1)), [1], END, greedy, 0)).toBe(2); // -1 * 1.2
  });

  it('never says the same three tokens again', () => {
    const greedy = { ...PLAIN, temperature: 0, noRepeat: 3 };
    const wants = logits(0.1, 0.2, 0.3, 0.4);
    expect(sampleToken(top(wants), [1, 2, 3, 1, 2], END, greedy, 0)).toBe(2); // 1 2 3 was said
    expect(sampleToken(top(wants), [1, 2, 3, 2, 1], END, greedy, 0)).toBe(3); // 2 1 3 was not
    expect(sampleToken(top(wants), [3, 3], END, greedy, 0)).toBe(3); // the first 3 3 3
    expect(sampleToken(top(wants), [3, 3, 3], END, greedy, 0)).toBe(2);
    expect(sampleToken(top(wants), [3], END, { ...greedy, noRepeat: 1 }, 0)).toBe(2);
  });

  it('gives a token of the top k, and no repeated run, whatever the logits are', () => {
    const scores = fc.array(fc.float({ min: -20, max: 20, noNaN: true }), { minLength: 12, maxLength: 30 });
    fc.assert(
      fc.property(
        scores,
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.nat(10_000),
        (values, topK, topP, seed) => {
          const random = randomFromHash(sha256Hex(`${seed}`));
          const said: number[] = [];
          for (let i = 0; i < 30; i++)
            said.push(
              sampleToken(
                top(Float32Array.from(values)),
                said,
                END,
                { ...PLAIN, topK, topP, noRepeat: 3 },
                random.next(),
              ),
            );
          const runs = said.slice(2).map((_, i) => said.slice(i, i + 3).join(' '));
          expect(new Set(runs).size).toBe(runs.length);
          const best = [...values].sort((a, b) => b - a);
          const first = sampleToken(top(Float32Array.from(values)), [], END, { ...PLAIN, topK, topP }, random.next());
          expect(Math.fround(values[first]!)).toBeGreaterThanOrEqual(
            Math.fround(best[Math.min(topK, best.length) - 1]!),
          );
        },
      ),
    );
  });
});

it('draws from as many logits as it needs what it draws from all', () => {
  const random = randomFromHash(sha256Hex('from the top'));
  for (let round = 0; round < 300; round++) {
    const all = Float32Array.from({ length: 40 }, () => Math.round(8 * random.next() - 4) / 2);
    const previous = Array.from({ length: round % 6 }, () => random.below(8));
    const decoding = { temperature: round % 3, topK: 5, topP: 0.9, minTokens: 2, repetitionPenalty: 1.3, noRepeat: 2 };
    const needed = candidatesNeeded({ topK: decoding.topK, maxTokens: previous.length });
    const uniform = random.next();
    expect(sampleToken(top(all, needed), previous, END, decoding, uniform)).toBe(
      sampleToken(top(all), previous, END, decoding, uniform),
    );
  }
});
