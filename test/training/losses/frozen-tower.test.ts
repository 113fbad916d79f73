import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ChatSequence } from '../../../src/dialogue/tokens/index.js';
import { createNetwork, type Network, networkFromValues } from '../../../src/model/checkpoint/network.js';
import { elementCount, parameterShapes } from '../../../src/model/forward/parameters.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { randomFromHash, sha256Hex } from '../../../src/spec/keys/index.js';
import type { NetworkConfig } from '../../../src/spec/network.js';
import { trainedParameters } from '../../../src/training/fine-tune/methods.js';
import { chatBatch } from '../../../src/training/losses/batches.js';
import { DriftMeter, driftReference } from '../../../src/training/losses/drift.js';
import { FrozenTower, frozenLayers, logitsFrom } from '../../../src/training/losses/frozen-tower.js';
import { chatLogits, chatTensors } from '../../../src/training/losses/losses.js';
import { validateChat } from '../../../src/training/losses/validation.js';
import { tinyConfig, tinyPretrained, tinyTokenizer } from '../../model/tiny.js';

beforeAll(async () => void (await startBackend()));

const tokenizer = tinyTokenizer();
const layersOf = (kind: 'convolutional' | 'recurrent' | 'llama' | 'gpt2'): NetworkConfig => {
  if (kind === 'llama' || kind === 'gpt2') return tinyPretrained(kind, tokenizer.size);
  const config = tinyConfig(kind, tokenizer.size);
  return { ...config, chat: { ...config.chat, layers: 3 } } as NetworkConfig;
};
const sequences: ChatSequence[] = [20, 3, 16, 7, 12].map((length, i) => ({
  tokens: Int32Array.from({ length }, (_, at) => (7 * at + 3 * i) % tokenizer.size),
  lossFrom: Math.floor(length / 2),
}));

/** All values are random: those of a new network leave the tower's blocks without effect. */
function randomNetwork(config: NetworkConfig, seed: string): Network {
  const random = randomFromHash(sha256Hex(seed));
  const values = parameterShapes(config).map(
    ({ name, shape }) => [name, Float32Array.from({ length: elementCount(shape) }, () => random.next() - 0.5)] as const,
  );
  return networkFromValues(config, tokenizer, new Map(values));
}

describe.each(['convolutional', 'recurrent', 'llama', 'gpt2'] as const)(
  'the frozen layers of a %s network’s chat',
  (kind) => {
    const config = layersOf(kind);
    const layer = kind === 'recurrent' ? 'chat.layer' : 'chat.block';

    it.each([1, 2, 3])('give the logits of the whole network when %s of 3 are computed before', async (layers) => {
      const network = createNetwork(config, tokenizer, 4);
      const tower = await FrozenTower.compute(
        config,
        network.parameters,
        layers,
        [4, 0, 1, 2, 3, 0].map((at) => sequences[at]!),
      );
      for (const indices of [
        [0, 1],
        [3, 4, 1],
      ]) {
        const batch = chatBatch(indices.map((at) => sequences[at]!));
        const [states, rows] = tower
          .inputs(
            indices.map((at) => sequences[at]!),
            batch,
          )
          .map(({ tensor }) => tensor) as [tf.Tensor3D, tf.Tensor1D];
        const ours = logitsFrom(config, network.parameters, layers, states, rows);
        const whole = chatLogits(config, network.parameters, chatTensors(batch));
        expect(ours.shape).toEqual(whole.shape);
        expect(tf.max(tf.abs(tf.sub(ours, whole))).dataSync()[0]!).toBeLessThan(1e-5);
      }
      expect(tower.work.rows).toBe(5 * 32); // each example once, padded to the longest of its group
      network.dispose();
    });

    it('give the same measures of a network, also as they are read again', async () => {
      const [network, other] = [randomNetwork(config, 'base'), randomNetwork(config, 'other')];
      const { parameters } = network;
      const computed = await FrozenTower.compute(config, parameters, 2, sequences);
      const read = FrozenTower.of(config, 2, [{ sequences, values: computed.valuesOf(sequences) }]);
      const reference = await driftReference(network, sequences);
      // the top of another network on the lowest layers of this one
      const child = Object.fromEntries(
        Object.entries(parameters).map(([name, tensor]) => [
          name,
          new RegExp(`^chat\\.(embedding|position)|${layer}[01]\\.`).test(name) ? tensor : other.parameters[name]!,
        ]),
      );
      const [loss, drift] = [
        await validateChat(config, child, sequences),
        await new DriftMeter(sequences, reference).measure(config, child),
      ];
      expect(drift).toBeGreaterThan(1e-6);
      for (const frozen of [computed, read]) {
        expect(await validateChat(config, child, sequences, frozen)).toBeCloseTo(loss, 5);
        expect(await new DriftMeter(sequences, reference, frozen).measure(config, child)).toBeCloseTo(drift!, 5);
        const again = await driftReference(network, sequences, frozen);
        expect(Math.max(...again.map((value, i) => Math.abs(value - reference[i]!)))).toBeLessThan(1e-4);
      }
      network.dispose();
      other.dispose();
    });

    it('are those below everything that a method trains', () => {
      const of = (method: 'full' | 'trunk' | 'chat-head' | 'subset' | 'shared-path', blocks?: string[]): number =>
        frozenLayers(config, trainedParameters({ method, ...(blocks ? { blocks } : {}) }, config));
      expect(of('full')).toBe(0);
      expect(of('shared-path')).toBe(0);
      expect(of('trunk')).toBe(3);
      expect(of('chat-head')).toBe(3);
      expect(of('subset', ['trunk.block0'])).toBe(3);
      expect(of('subset', [`${layer}2`, 'trunk.block0'])).toBe(2);
      expect(of('subset', [`${layer}2`, `${layer}1`])).toBe(1);
      expect(of('subset', [`${layer}0`])).toBe(0);
      expect(of('subset', ['chat.embedding'])).toBe(0);
      expect(frozenLayers({ ...config, prompt: { vectors: 2 } }, trainedParameters({ method: 'trunk' }, config))).toBe(
        0,
      );
    });
  },
);
