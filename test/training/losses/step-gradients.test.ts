import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { initialValues, parameterShapes } from '../../../src/model/forward/parameters.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { isEvaluation } from '../../../src/spec/index.js';
import { randomFromHash, sha256Hex } from '../../../src/spec/keys/index.js';
import {
  boardInputs,
  boardTask,
  chatInputs,
  chatTask,
  evaluationInputs,
  evaluationTask,
} from '../../../src/training/losses/base-tasks.js';
import { chatBatch } from '../../../src/training/losses/batches.js';
import { StepGradients } from '../../../src/training/losses/step-gradients.js';
import { FlatAdam } from '../../../src/training/optimiser/flat-adam.js';
import { tinyConfig, tinyTokenizer } from '../../model/tiny.js';

await startBackend(); // the tensors below are made while tests are collected

const tokenizer = tinyTokenizer();
const integers = (length: number, below: number, seed = 0): Int32Array => {
  const random = randomFromHash(sha256Hex(`step gradients/${seed}`));
  return Int32Array.from({ length }, () => random.below(below));
};
const floats = (length: number): Float32Array => Float32Array.from(integers(length, 2));
/** Sequences of at most 16 tokens, with `targets` of them each. */
const dialogue = (targets: number) =>
  chatBatch(
    Array.from({ length: 3 }, (_, i) => ({ tokens: integers(16 - i, tokenizer.size, i), lossFrom: 16 - i - targets })),
  );

describe.each(['convolutional', 'fully-connected', 'recurrent', 'evaluation'] as const)(
  'a step of a %s base',
  (kind) => {
    const config = tinyConfig(kind, tokenizer.size);
    const board = isEvaluation(config)
      ? evaluationInputs({ bits: floats(4 * 808), pawns: Float32Array.of(1, -2, 0.5, 3) })
      : boardInputs(
          {
            planes: floats(4 * 1152),
            moves: integers(4, 4288),
            outcomes: integers(4, 3),
            plies: Uint8Array.of(1, 2, 3, 40),
          },
          0.5,
        );
    const tasks = [isEvaluation(config) ? evaluationTask(config, 2) : boardTask(config, 0.1), chatTask(config, 0.7)];
    const shapes = parameterShapes(config);
    const values = initialValues(config, 3);
    const adam = new FlatAdam(
      shapes,
      Object.fromEntries(
        shapes.map(({ name, shape }, i) => [
          name,
          // layers that start at zero would hide those behind them
          tf.add(tf.tensor(values.get(name)!, [...shape]), tf.randomNormal([...shape], 0, 0.05, 'float32', i + 1)),
        ]),
      ),
      { weightDecay: 0, muon: true },
    );
    const open = () => new StepGradients({ layout: adam.layout, frozen: [], tasks, clip: 0.3 });
    const run = async (gradients: StepGradients, targets: number) => {
      const { vectors, ...rest } = await gradients.compute(adam.vectors(), {}, [board, chatInputs(dialogue(targets))]);
      return { ...rest, vectors: vectors.map((vector) => Array.from(vector.dataSync())) };
    };

    it('is the same as a graph and operation by operation, for any number of targets in one graph', async () => {
      const compiled = open();
      for (const targets of [2, 7, 5]) {
        const ours = await run(compiled, targets);
        process.env.SENTIMATE_GRAPHS = 'off';
        const theirs = await run(open(), targets).finally(() => delete process.env.SENTIMATE_GRAPHS);
        expect(ours.norm).toBeCloseTo(theirs.norm, 4);
        expect(ours.trunkCosine).toBeCloseTo(theirs.trunkCosine, 4);
        ours.readings.flat().forEach((value, i) => expect(value).toBeCloseTo(theirs.readings.flat()[i]!, 4));
        expect(ours.vectors.map(({ length }) => length)).toEqual(theirs.vectors.map(({ length }) => length));
        const [own, other] = [ours.vectors.flat(), theirs.vectors.flat()];
        expect(own.reduce((worst, value, i) => Math.max(worst, Math.abs(value - other[i]!)), 0)).toBeLessThan(1e-5);
        expect(Math.sqrt(own.reduce((sum, value) => sum + value * value, 0))).toBeCloseTo(Math.min(0.3, ours.norm), 4);
      }
      compiled.close();
    });

    it('is the same to the bit each time', async () => {
      const [first, second] = [await run(open(), 4), await run(open(), 4)];
      expect(second.readings).toEqual(first.readings);
      expect(sha256Hex(JSON.stringify(second.vectors))).toBe(sha256Hex(JSON.stringify(first.vectors)));
    });
  },
);
