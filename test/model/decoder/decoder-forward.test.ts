import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { decoderShapes } from '../../../src/model/decoder/config.js';
import { decoderLogits, decoderStates } from '../../../src/model/decoder/decoder-forward.js';
import { Compiled } from '../../../src/model/graph/index.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { crossEntropy } from '../../../src/model/kernels/kernels.js';
import type { SourceConfig } from '../../../src/model/source/index.js';
import { randomValues, tensorsOf, tinySources } from './made-source.js';

/** What transformers computes in float32, by make-decoder-vectors.py. */
const known = JSON.parse(readFileSync(new URL('../decoder-vectors.json', import.meta.url), 'utf8')) as {
  readonly tokens: readonly (readonly number[])[];
  readonly places: readonly number[];
  readonly labels: readonly number[];
  readonly models: readonly {
    readonly config: SourceConfig;
    readonly logits: readonly number[];
    readonly loss: number;
    readonly tensors: Readonly<Record<string, { readonly values: number[]; readonly gradient: number[] }>>;
  }[];
};
/** Largest difference; the file has six digits of values up to 10. */
const CLOSE = 1e-4;

const ids = (values: readonly number[]): tf.Tensor1D => tf.tensor1d([...values], 'int32');

function farthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));
}

/** Logits at the places, loss, and gradients by name. */
function everything(config: SourceConfig, values: ReadonlyMap<string, ArrayLike<number>>) {
  return tf.tidy(() => {
    const shapes = decoderShapes(config);
    const given = shapes.map(({ name, shape }) => tf.tensor(Float32Array.from(values.get(name)!), [...shape]));
    const logitsOf = (all: readonly tf.Tensor[]): tf.Tensor2D => {
      const p = Object.fromEntries(shapes.map(({ name }, i) => [name, all[i]!]));
      return decoderLogits(config, p, ids(known.tokens.flat()), known.tokens.length, ids(known.places));
    };
    const weights = tf.ones([known.labels.length]) as tf.Tensor1D;
    const loss = (...all: tf.Tensor[]) => crossEntropy(logitsOf(all), ids(known.labels), weights);
    const { value, grads } = tf.valueAndGrads(loss as never)(given);
    const gradients = grads as tf.Tensor[];
    return {
      logits: logitsOf(given).dataSync(),
      loss: value.dataSync()[0]!,
      gradients: Object.fromEntries(shapes.map(({ name }, i) => [name, gradients[i]!.dataSync()])),
    };
  });
}

beforeAll(async () => void (await startBackend()));

describe.each(known.models.map((model) => [`${model.config.family}${model.config.tied ? ', tied' : ''}`, model]))(
  '%s',
  (_, model) => {
    const { config, logits, loss, tensors } = model as (typeof known.models)[number];
    const values = new Map(Object.entries(tensors).map(([name, tensor]) => [name, tensor.values]));

    it('has the logits and gradients of transformers', () => {
      expect([...values.keys()].sort()).toEqual(
        decoderShapes(config)
          .map(({ name }) => name)
          .sort(),
      );
      const ours = everything(config, values);
      expect(farthest(ours.logits, logits)).toBeLessThan(CLOSE);
      expect(ours.loss).toBeCloseTo(loss, 4);
      for (const [name, { gradient }] of Object.entries(tensors))
        expect(farthest(ours.gradients[name]!, gradient), name).toBeLessThan(CLOSE);
    });

    it('agrees on native TensorFlow and WASM, gradients too', async () => {
      expect(tf.getBackend()).toBe('tensorflow');
      const native = everything(config, values);
      await import('@tensorflow/tfjs-backend-wasm');
      await tf.setBackend('wasm');
      try {
        const wasm = everything(config, values);
        expect(farthest(wasm.logits, native.logits)).toBeLessThan(1e-5);
        for (const [name, gradient] of Object.entries(native.gradients))
          expect(farthest(wasm.gradients[name]!, gradient), name).toBeLessThan(1e-5);
      } finally {
        await tf.setBackend('tensorflow');
      }
    });
  },
);

describe.each(tinySources(30).map((config) => [config.family, config] as const))('%s', (_, config) => {
  const values = randomValues(config, 'decoder forward');
  const tokens = [5, 1, 2, 29, 0, 7, 7, 3];

  it('computes as one graph what it computes operation by operation, gradients too', () => {
    const names = decoderShapes(config).map(({ name }) => name);
    const f = (all: readonly tf.Tensor[], [batch, rows]: readonly tf.Tensor[]): tf.Tensor[] => {
      const loss = (...tensors: tf.Tensor[]): tf.Scalar => {
        const p = Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
        return tf.sum(tf.square(decoderLogits(config, p, batch as tf.Tensor1D, 2, rows as tf.Tensor1D))) as tf.Scalar;
      };
      const { value, grads } = tf.valueAndGrads(loss as never)([...all]);
      return [value, ...(grads as tf.Tensor[])];
    };
    const weights = Object.values(tensorsOf(config, values));
    const inputs = [ids(tokens), ids([1, 6])];
    const compiled = new Compiled((all, rest) => f(all!, rest!));
    const graph = compiled.run(
      weights.map((tensor) => ({ tensor })),
      inputs.map((tensor) => ({ tensor })),
    );
    const single = tf.tidy(() => f(weights, inputs));
    expect(graph).toHaveLength(names.length + 1);
    graph.forEach((tensor, i) => {
      const [a, b] = [tensor.dataSync(), single[i]!.dataSync()];
      const scale = Math.max(1, ...Array.from(b, Math.abs));
      expect(farthest(a, b) / scale, names[i - 1]).toBeLessThan(1e-5);
    });
    compiled.close();
  });

  it('sees nothing of later tokens, and so nothing of padding at the end', () => {
    const p = tensorsOf(config, values);
    const states = (batch: readonly number[], sequences: number): Float32Array =>
      tf.tidy(() => decoderStates(config, p, ids(batch), sequences).dataSync() as Float32Array);
    const before = states(tokens, 2);
    const after = states([...tokens.slice(0, 3), 11, ...tokens.slice(4, 6), 12, 13], 2);
    const rows = (all: Float32Array, from: number, to: number) => all.slice(from * config.width, to * config.width);
    expect(farthest(rows(after, 0, 3), rows(before, 0, 3))).toBeLessThan(1e-6);
    expect(farthest(rows(after, 4, 6), rows(before, 4, 6))).toBeLessThan(1e-6);
    expect(farthest(rows(after, 3, 4), rows(before, 3, 4))).toBeGreaterThan(1e-2);
    const alone = states(tokens.slice(0, 3), 1);
    expect(farthest(alone, rows(before, 0, 3))).toBeLessThan(1e-6);
    tf.dispose(p);
  });

  it('leaves no tensor behind', () => {
    const p = tensorsOf(config, values);
    const before = tf.memory().numTensors;
    tf.tidy(() => void decoderLogits(config, p, ids(tokens), 1, ids([7])));
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose(p);
  });
});
