import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Tokenizer } from '../../../src/dialogue/tokens/tokenizer.js';
import { parseTokenizerFile } from '../../../src/dialogue/tokens/tokenizer-file.js';
import { decoderShapes } from '../../../src/model/decoder/config.js';
import { decoderLogits } from '../../../src/model/decoder/decoder-forward.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { type SourceConfig, SourceError, sourceShapes } from '../../../src/model/source/source-config.js';
import { chooseTokens } from '../../../src/model/vocabulary-cut/choose-tokens.js';
import { cutTokenizer } from '../../../src/model/vocabulary-cut/cut-tokenizer.js';
import { cutWeights } from '../../../src/model/vocabulary-cut/cut-weights.js';
import { chatTokenizerJson, randomValues, tinySources } from '../decoder/made-source.js';

const whole = chatTokenizerJson();
const { vocabulary } = parseTokenizerFile(whole);
/** Tokens that are cut; the tiny tokenizer has few besides bytes. */
const CUT = 2;
/** Rows that the embedding has beyond the tokens. */
const SPARE = 6;
const SENTENCE = 'hello there, how are you?';
/** The tokens of a sentence are kept, and few others. */
const counts = new Float64Array(vocabulary.length);
for (const id of Tokenizer.fromJson(whole).encode(SENTENCE)) counts[id]!++;
const cutJson = cutTokenizer(whole, chooseTokens(whole, counts, vocabulary.length - CUT));
const kept = parseTokenizerFile(cutJson).vocabulary;

const weightsOf = (config: SourceConfig) => {
  const values = randomValues(config, 'whole');
  return new Map(decoderShapes(config).map(({ name, shape }) => [name, { shape, data: values.get(name)! }] as const));
};

beforeAll(async () => void (await startBackend()));

const [llama, gpt2] = tinySources(vocabulary.length + SPARE) as [SourceConfig, SourceConfig];
describe.each([
  ['llama, tied', llama],
  ['llama with a head', { ...llama, tied: false }],
  ['gpt2 with a head', gpt2],
  ['gpt2, tied', { ...gpt2, tied: true }],
])('the weights of a cut %s', (_, config) => {
  const full = { config, weights: weightsOf(config), tokenizerJson: whole };
  const cut = cutWeights(full, cutJson);

  it('have the rows of their tokens and are otherwise the same', () => {
    expect(cut.config).toEqual({ ...config, vocabulary: kept.length });
    expect([...cut.weights].map(([name, { shape }]) => [name, shape])).toEqual([...sourceShapes(cut.config)]);
    const row = (data: Float32Array, at: number) => [...data.subarray(at * config.width, (at + 1) * config.width)];
    const column = (data: Float32Array, at: number, columns: number) =>
      Array.from({ length: config.width }, (_, i) => data[i * columns + at]);
    kept.forEach((token, id) => {
      const before = vocabulary.indexOf(token);
      const [one, other] = [cut.weights, full.weights].map((weights) => weights.get('embedding')!.data);
      expect(row(one!, id)).toEqual(row(other!, before));
      if (config.tied) return;
      const [head, fullHead] = [cut.weights, full.weights].map((weights) => weights.get('head.weight')!.data);
      expect(column(head!, id, kept.length)).toEqual(column(fullHead!, before, config.vocabulary));
    });
    for (const [name, tensor] of full.weights)
      if (name !== 'embedding' && name !== 'head.weight') expect(cut.weights.get(name)).toBe(tensor);
  });

  it('give kept tokens the logits of the whole model, for text of kept tokens', () => {
    const [before, after] = [whole, cutJson].map((json) => Tokenizer.fromJson(json).encode(SENTENCE));
    expect(after!.map((id) => kept[id])).toEqual(before!.map((id) => vocabulary[id]));
    const logits = (of: SourceConfig, weights: typeof cut.weights, ids: readonly number[]): Float32Array =>
      tf.tidy(() => {
        const p = Object.fromEntries(
          [...weights].map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])]),
        );
        const rows = tf.tensor1d([...ids.keys()], 'int32');
        return decoderLogits(of, p, tf.tensor1d([...ids], 'int32'), 1, rows).dataSync() as Float32Array;
      });
    const all = logits(config, full.weights, before!);
    const some = logits(cut.config, cut.weights, after!);
    expect(some).toHaveLength(after!.length * kept.length);
    some.forEach((value, i) => {
      const at = Math.floor(i / kept.length) * config.vocabulary + vocabulary.indexOf(kept[i % kept.length]!);
      expect(Math.abs(value - all[at]!)).toBeLessThan(1e-5);
    });
  });

  it('are refused for a token that the whole model does not have', () => {
    const other = cutJson.replaceAll('<|im_end|>', '<|other|>');
    expect(() => cutWeights(full, other)).toThrow(/does not have the token "<\|other\|>"/);
    expect(() => cutWeights(full, other)).toThrow(SourceError);
    const small = { ...full, config: { ...config, vocabulary: 10 } };
    expect(() => cutWeights(small, cutJson)).toThrow(/the embedding has no row 10/);
    expect(() => cutWeights({ ...full, weights: new Map() }, cutJson)).toThrow(/embedding is not of shape/);
  });
});
