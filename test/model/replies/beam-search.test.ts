import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { beamSearch, type SearchState } from '../../../src/model/replies/beam-search.js';
import type { BeamOptions } from '../../../src/model/replies/beams.js';
import { randomFromHash, sha256Hex } from '../../../src/spec/keys/index.js';

const END = 0;
const VOCABULARY = 5;
const OPTIONS: BeamOptions = {
  beam: 3,
  lengthPenalty: 1,
  noRepeat: 0,
  minTokens: 0,
  maxTokens: 6,
  ends: new Set([END]),
};

beforeAll(async () => void (await startBackend()));

/** Random logits that hang on the whole sequence. */
function logitsAfter(sequence: readonly number[]): number[] {
  const random = randomFromHash(sha256Hex(sequence.join(' ')));
  return Array.from({ length: VOCABULARY }, () => 4 * random.next());
}
const logProbabilityOf = (prompt: readonly number[], reply: readonly number[]): number =>
  reply.reduce((sum, token, i) => {
    const logits = logitsAfter([...prompt, ...reply.slice(0, i)]);
    return sum + logits[token]! - Math.log(logits.reduce((all, logit) => all + Math.exp(logit), 0));
  }, 0);

/** A model of those logits. */
class Table implements SearchState {
  sequences: number[][] = [];
  read(sequences: readonly (readonly number[])[]): tf.Tensor2D {
    this.sequences = sequences.map((sequence) => [...sequence]);
    return this.#logits();
  }
  next(ids: readonly number[]): tf.Tensor2D {
    expect(ids).toHaveLength(this.sequences.length);
    ids.forEach((id, row) => void this.sequences[row]!.push(id));
    return this.#logits();
  }
  select(indices: readonly number[]): void {
    this.sequences = indices.map((index) => [...this.sequences[index]!]);
  }
  dispose(): void {}
  #logits(): tf.Tensor2D {
    return tf.tensor2d(this.sequences.map(logitsAfter));
  }
}

const search = (prompts: readonly (readonly number[])[], options: Partial<BeamOptions> = {}) =>
  beamSearch(new Table(), prompts, { ...OPTIONS, ...options });

describe('beam search', () => {
  it('finds the best of all replies where no beam is cut', async () => {
    const prompt = [3, 1];
    const all: { tokens: number[]; score: number }[] = [];
    const grow = (reply: number[]): void => {
      for (let token = 0; token < VOCABULARY; token++) {
        const longer = [...reply, token];
        if (token !== END && longer.length < 3) grow(longer);
        else {
          const score = logProbabilityOf(prompt, longer) / longer.length;
          all.push({ tokens: token === END ? reply : longer, score });
        }
      }
    };
    grow([]);
    all.sort((a, b) => b.score - a.score);
    const [found] = await search([prompt], { beam: 64, maxTokens: 3 });
    expect(found!.slice(0, 20).map(({ tokens }) => tokens)).toEqual(all.slice(0, 20).map(({ tokens }) => tokens));
  });

  it('is greedy with one beam', async () => {
    const greedy: number[] = [];
    for (let i = 0; i < OPTIONS.maxTokens; i++) {
      const logits = logitsAfter([2, ...greedy]);
      const token = logits.indexOf(Math.max(...logits.slice(1)));
      greedy.push(token);
    }
    const [[found] = []] = await search([[2]], { beam: 1, minTokens: OPTIONS.maxTokens });
    expect(found!.tokens).toEqual(greedy);
  });

  it('finds for each prompt what it finds for it alone, with its log-probability', async () => {
    const prompts = [[1], [2, 2], [3, 4, 1], [4]];
    const together = await search(prompts);
    for (const [i, prompt] of prompts.entries()) {
      expect((await search([prompt]))[0]).toEqual(together[i]);
      for (const { tokens, ended, logProbability } of together[i]!)
        expect(logProbability).toBeCloseTo(logProbabilityOf(prompt, ended ? [...tokens, END] : tokens), 4);
    }
  });

  it('repeats no run of tokens and does not end too early', async () => {
    const options = { noRepeat: 2, minTokens: 8, maxTokens: 12 };
    const found = (await search([[1], [2], [3]], options)).flat();
    expect(found.length).toBeGreaterThan(3);
    for (const { tokens } of found) {
      expect(tokens.length).toBeGreaterThanOrEqual(8);
      const pairs = tokens.slice(1).map((token, i) => `${tokens[i]} ${token}`);
      expect(new Set(pairs).size).toBe(pairs.length);
    }
  });

  it('ends with any of several tokens, none of which is in the reply', async () => {
    const found = (await search([[1], [2], [3], [4]], { ends: new Set([0, 1]) })).flat();
    expect(found.some(({ ended }) => ended)).toBe(true);
    for (const { tokens } of found) expect(tokens.filter((token) => token < 2)).toEqual([]);
  });

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await search([[1], [2, 3]]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
