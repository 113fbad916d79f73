import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parameterShapes } from '../../../src/model/forward/parameters.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import { randomFromHash } from '../../../src/spec/keys/random.js';
import { gradientsOf, type LossTask } from '../../../src/training/losses/task-gradients.js';
import { layerCosine } from '../../../src/training/mechanism/gradient-cosine.js';
import { sharedLayers } from '../../../src/training/mechanism/mechanism-cosine.js';
import { tinyConfig } from '../../model/tiny.js';

const random = randomFromHash(sha256Hex('gradient cosine'));
const normal = (): number => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());

describe('the cosine of two tasks', () => {
  it('is 1 for equal losses, -1 for opposite ones, 0 at a right angle', () => {
    const a = [Float32Array.of(1, 2, 2), Float32Array.of(1, 2, 2), Float32Array.of(1, 2, 2)];
    const times = (factor: number) => a.map((one) => one.map((value) => factor * value));
    const of = (chat: Float32Array[]) => layerCosine({ layer: 'x', board: a, chat });
    for (const [chat, cosine] of [
      [times(3), 1],
      [times(-0.5), -1],
      [a.map(() => Float32Array.of(2, -1, 0)), 0],
    ] as const) {
      const found = of(chat);
      expect(found.ofBatches.mean).toBeCloseTo(cosine, 12);
      expect(found.ofTasks!.cosine).toBeCloseTo(cosine, 12);
      expect(found.ofTasks!.low).toBeCloseTo(cosine, 12);
      expect(found.sameTask.board).toBeCloseTo(1, 12);
    }
    expect(of(times(3)).lengths).toBeCloseTo(3, 12);
  });

  it('takes the noise of batches off: 0.6 planted in 400 dimensions shows as less batch by batch', () => {
    const width = 400;
    const noisy = (signal: (j: number) => number) =>
      Array.from({ length: 24 }, () => Float32Array.from({ length: width }, (_, j) => signal(j) + normal()));
    const board = noisy((j) => (j === 0 ? 20 : 0));
    const chat = noisy((j) => (j === 0 ? 12 : j === 1 ? 16 : 0));
    const { ofBatches, ofTasks, sameTask } = layerCosine({ layer: 'x', board, chat });
    expect(ofBatches.mean).toBeLessThan(0.4); // 0.6 x 400 / (400 + 400)
    expect(sameTask.board).toBeGreaterThan(0.4);
    expect(ofTasks!.cosine).toBeCloseTo(0.6, 1);
    expect(ofTasks!.low!).toBeLessThan(0.6);
    expect(ofTasks!.high!).toBeGreaterThan(0.6);
  });

  it('says nothing of tasks whose batches do not agree, and has no interval of two batches', () => {
    const board = [Float32Array.of(1, 0), Float32Array.of(-1, 0)];
    expect(layerCosine({ layer: 'x', board, chat: board }).ofTasks).toBeNull();
    const same = [Float32Array.of(1, 0), Float32Array.of(1, 0)];
    expect(layerCosine({ layer: 'x', board: same, chat: same }).ofTasks).toEqual({
      cosine: 1,
      low: null,
      high: null,
    });
    expect(() => layerCosine({ layer: 'x', board: [same[0]!], chat: [same[0]!] })).toThrow(RangeError);
  });

  it('does not change with the scale of either loss', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (x, y) => {
          const board = [Float32Array.of(1, 2), Float32Array.of(1.5, 1), Float32Array.of(1, 1.2)];
          const chat = [Float32Array.of(2, 0), Float32Array.of(1, 0.5), Float32Array.of(2, -0.2)];
          const scaled = (list: Float32Array[], factor: number) =>
            list.map((one) => one.map((value) => factor * value));
          const [one, two] = [
            layerCosine({ layer: 'x', board, chat }),
            layerCosine({ layer: 'x', board: scaled(board, x), chat: scaled(chat, y) }),
          ];
          expect(two.ofTasks!.cosine).toBeCloseTo(one.ofTasks!.cosine, 4);
          expect(two.ofBatches.mean).toBeCloseTo(one.ofBatches.mean, 4);
        },
      ),
    );
  });
});

describe('gradients of a network of two layers', () => {
  beforeAll(() => startBackend());
  const kept: tf.Tensor[] = [];
  afterAll(() => tf.dispose(kept));

  it('have the cosines that come out by hand, for the shared layer alone', async () => {
    // x = (1, 1); h = W x with W = [[1, 0], [0, 2]] shared; losses (a . h)^2 / 2 and (b . h)^2 / 2 with own a = (1, 0),
    // b = (1, 1). h = (1, 2). dL1/dW = (a . h) a x^T = [[1, 1], [0, 0]]; dL2/dW = 3 [[1, 1], [1, 1]]. Cosine 6 / (sqrt
    // 2 x 6) = 1 / sqrt 2.
    const shapes = [
      { name: 'trunk.block0.up.weight', shape: [2, 2], init: 'zero' as const },
      { name: 'policy.a', shape: [1, 2], init: 'zero' as const },
      { name: 'chat.b', shape: [1, 2], init: 'zero' as const },
    ];
    const weights = [tf.tensor2d([1, 0, 0, 2], [2, 2]), tf.tensor2d([1, 0], [1, 2]), tf.tensor2d([1, 1], [1, 2])];
    kept.push(...weights);
    const loss = async (own: string): Promise<Float32Array> => {
      const task: LossTask = {
        reads: 0,
        reaches: (name) => name === own || name.startsWith('trunk.'),
        loss: (p) => {
          const h = tf.matMul(p['trunk.block0.up.weight']! as tf.Tensor2D, tf.ones([2, 1]));
          return {
            total: tf.div(tf.sum(tf.square(tf.matMul(p[own]! as tf.Tensor2D, h as tf.Tensor2D))), 2) as tf.Scalar,
            read: [],
          };
        },
      };
      const { gradients } = await gradientsOf(task, shapes, weights, []);
      kept.push(...gradients);
      return (await gradients[0]!.data()) as Float32Array;
    };
    const [one, two] = [await loss('policy.a'), await loss('chat.b')];
    expect([...one]).toEqual([1, 1, 0, 0]);
    expect([...two]).toEqual([3, 3, 3, 3]);
    expect(layerCosine({ layer: 'shared', board: [one, one], chat: [two, two] }).ofTasks!.cosine).toBeCloseTo(
      Math.SQRT1_2,
      12,
    );
  });
});

describe('shared layers', () => {
  it('are those of the trunk; layers of one task are absent, and a chat with a trunk of its own shares none', () => {
    const config = tinyConfig('convolutional', 280);
    const layers = sharedLayers(config);
    expect([...layers.keys()]).toEqual(['trunk.block0.up', 'trunk.block0.down']);
    const names = parameterShapes(config).map(({ name }) => name);
    expect(layers.get('trunk.block0.up')!.map((i) => names[i])).toEqual([
      'trunk.block0.up.weight',
      'trunk.block0.up.bias',
    ]);
    expect(sharedLayers({ ...config, separateTrunk: true }).size).toBe(0);
    expect(layers.has('all shared layers')).toBe(false);
  });
});
