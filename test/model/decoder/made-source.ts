import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { decoderShapes } from '../../../src/model/decoder/config.js';
import { encodeSafetensors } from '../../../src/model/safetensors/index.js';
import type { FoundSource, SourceConfig } from '../../../src/model/source/index.js';
import { randomFromHash, sha256Hex } from '../../../src/spec/keys/index.js';
import { tinyTokenizerJson } from '../tiny.js';

const SHAPE = { context: 160, width: 16, layers: 2, heads: 4, hidden: 24, epsilon: 1e-5 };

/** One of each family, small enough for a test. */
export const tinySources = (vocabulary: number): readonly SourceConfig[] => [
  { ...SHAPE, vocabulary, family: 'llama', keyValueHeads: 2, rotaryBase: 1000, tied: true },
  { ...SHAPE, vocabulary, family: 'gpt2', keyValueHeads: 4, tied: false },
];

/** Random values of all tensors; gains are around 1. */
export function randomValues(config: SourceConfig, seed: string): Map<string, Float32Array> {
  const random = randomFromHash(sha256Hex(seed));
  return new Map(
    decoderShapes(config).map(({ name, shape }) => {
      const size = shape.reduce((all, each) => all * each, 1);
      const start = name.endsWith('gain') ? 1 : 0;
      return [name, Float32Array.from({ length: size }, () => start + 0.8 * (random.next() - 0.5))];
    }),
  );
}

/** The values as tensors, which the caller owns. */
export const tensorsOf = (config: SourceConfig, values: ReadonlyMap<string, Float32Array>): Record<string, tf.Tensor> =>
  Object.fromEntries(decoderShapes(config).map(({ name, shape }) => [name, tf.tensor(values.get(name)!, [...shape])]));

/** The tiny tokenizer with the special tokens of roles. */
export function chatTokenizerJson(): string {
  const file = JSON.parse(tinyTokenizerJson()) as {
    added_tokens: { id: number; content: string }[];
    model: { vocab: Record<string, number> };
  };
  for (const content of ['<|im_start|>', '<|im_end|>']) {
    const id = Object.keys(file.model.vocab).length;
    file.model.vocab[content] = id;
    file.added_tokens.push({ ...file.added_tokens[0], id, content });
  }
  return JSON.stringify(file);
}

/** A source with random values, as an import finds one. */
export function foundSource(config: SourceConfig, tokenizerJson: string, chatTemplate: string | null): FoundSource {
  const values = randomValues(config, 'found source');
  const weights = new Map(
    decoderShapes(config).map(({ name, shape }) => [name, { shape, data: values.get(name)! }] as const),
  );
  const none = { types: {}, title: null, licenceName: null };
  const content = { config, weights, tokenizerJson, chatTemplate, format: 'safetensors', ...none } as const;
  return { content, files: [], licenceText: 'Licence\ntext' };
}

/** Writes the folder of a source with random values. */
export async function writeSource(dir: string, config: SourceConfig, tokenizer: string): Promise<void> {
  const values = randomValues(config, 'source folder');
  const tensors = new Map(
    decoderShapes(config).map(({ name, shape }) => [name, { shape, data: values.get(name)! }] as const),
  );
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, 'config.json'), JSON.stringify(config));
  await writeFile(join(dir, 'model.safetensors'), encodeSafetensors(tensors));
  await writeFile(join(dir, 'tokenizer.json'), tokenizer);
  const sizes = { parameters: 1, tokens: 1, specialTokens: 0, weights: 1, types: {} };
  const card = { kind: 'source', name: 'tiny', origin: 'a test', format: 'huggingface', title: null, files: [], sizes };
  await writeFile(join(dir, 'card.json'), JSON.stringify({ ...card, licence: null, chatTemplate: null }));
}
