import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { Tokenizer } from '../../src/dialogue/tokens/index.js';
import { projectRoot } from '../../src/files/index.js';
import { decoderShapes } from '../../src/model/decoder/config.js';
import { PretrainedChat } from '../../src/model/decoder/pretrained-chat.js';
import type { SourceConfig } from '../../src/model/source/index.js';
import type { Random } from '../../src/spec/keys/index.js';

/** A small decoder of random weights, for a run that needs no source model; its replies are noise. */
export async function randomChat(random: Random): Promise<PretrainedChat> {
  const json = await readFile(join(projectRoot(), 'models', 'default', 'tokenizer.json'), 'utf8');
  const tokenizer = Tokenizer.fromJson(json);
  const config: SourceConfig = {
    family: 'gpt2',
    vocabulary: tokenizer.size,
    context: 256,
    width: 16,
    layers: 1,
    heads: 2,
    keyValueHeads: 2,
    hidden: 32,
    epsilon: 1e-5,
    tied: true,
  };
  const parameters = Object.fromEntries(
    decoderShapes(config).map(({ name, shape }) => {
      const size = shape.reduce((all, each) => all * each, 1);
      const values = Float32Array.from({ length: size }, () => random.next() - 0.5);
      return [name, tf.tensor(values, [...shape])];
    }),
  );
  return new PretrainedChat(config, tokenizer, parameters);
}
