import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ParameterShape } from '../../../src/model/forward/parameters.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { type AdamOptions, FlatAdam } from '../../../src/training/optimiser/flat-adam.js';
import { clipGradients } from '../../../src/training/optimiser/flat-layout.js';

beforeAll(async () => void (await startBackend()));

const SHAPES: ParameterShape[] = [
  { name: 'trunk.block0.up.bias', shape: [3], init: 'zero' },
  { name: 'trunk.block0.up.weight', shape: [2, 3], init: 'zero' },
  { name: 'policy.squares', shape: [2, 2], init: 'zero' },
];
const START = [
  [0.5, -1, 2],
  [1, -2, 3, -4, 5, -6],
  [0.1, 0.2, 0.3, 0.4],
];
const tensors = (values: number[][]): tf.Tensor[] => values.map((list, i) => tf.tensor(list, [...SHAPES[i]!.shape]));
/** Gradients of step t, by a fixed rule. */
const gradientsAt = (t: number): number[][] =>
  START.map((list, i) => list.map((_, j) => Math.sin(1 + t * 1.7 + i * 3 + j)));

/** No gradient here is longer. */
const NO_CLIP = 1e9;

function open(options: AdamOptions): FlatAdam {
  const start = tensors(START);
  return new FlatAdam(SHAPES, Object.fromEntries(SHAPES.map(({ name }, i) => [name, start[i]!])), options);
}

/** Takes one step against gradients in the order of the shapes; returns their norm. */
async function update(adam: FlatAdam, gradients: readonly tf.Tensor[], clip = NO_CLIP): Promise<number> {
  const { vectors, norm } = tf.tidy(() => clipGradients(adam.layout.pack(gradients), clip));
  adam.update(vectors, 0.01);
  const [length] = await norm.data();
  tf.dispose([vectors, norm]);
  return length!;
}

async function steps(adam: FlatAdam, from: number, to: number): Promise<void> {
  for (let t = from; t <= to; t++) {
    const gradients = tensors(gradientsAt(t));
    await update(adam, gradients);
    tf.dispose(gradients);
  }
}

const numbers = (list: readonly tf.Tensor[]): number[] => list.flatMap((tensor) => Array.from(tensor.dataSync()));

describe('Adam over one vector', () => {
  it.each([0, 0.1])('does what the paper says, with weight decay %s', async (weightDecay) => {
    const adam = open({ weightDecay });
    await steps(adam, 1, 7);
    // Algorithm 1 of arXiv 1412.6980 with the decoupled decay of arXiv 1711.05101, in double precision.
    const expected = START.flat();
    const [m, v] = [expected.map(() => 0), expected.map(() => 0)];
    for (let t = 1; t <= 7; t++) {
      gradientsAt(t)
        .flat()
        .forEach((g, i) => {
          m[i] = 0.9 * m[i]! + 0.1 * g;
          v[i] = 0.98 * v[i]! + 0.02 * g * g;
          const direction = m[i]! / (1 - 0.9 ** t) / (Math.sqrt(v[i]! / (1 - 0.98 ** t)) + 1e-8);
          expected[i] = expected[i]! * (1 - 0.01 * weightDecay) - 0.01 * direction;
        });
    }
    numbers(adam.tensors()).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
    adam.dispose();
  });

  it('tells the norm and clips to it: Adam forgets the scale, so a clipped run equals a scaled one', async () => {
    const [clipped, plain] = [open({ weightDecay: 0 }), open({ weightDecay: 0 })];
    const gradients = tensors(gradientsAt(1));
    const norm = await update(clipped, gradients, 0.5);
    expect(norm).toBeCloseTo(Math.hypot(...gradientsAt(1).flat()), 5);
    const scaled = gradients.map((gradient) => tf.mul(gradient, 0.5 / norm));
    await update(plain, scaled);
    const [a, b] = [await clipped.state(), await plain.state()];
    a.mean.forEach((value, i) => expect(value).toBeCloseTo(b.mean[i]!, 6));
    expect(Math.hypot(...a.mean)).toBeCloseTo(0.1 * 0.5, 5);
  });
});

describe.each([false, true])('state and tensors, with Muon %s', (muon) => {
  const options = { weightDecay: 0.01, muon, averaging: 0.9 };

  it('goes on from a state to the same bits', async () => {
    const whole = open(options);
    await steps(whole, 1, 6);
    const first = open(options);
    await steps(first, 1, 3);
    const resumed = new FlatAdam(SHAPES, await first.state(), options);
    await steps(resumed, 4, 6);
    expect(numbers(resumed.tensors())).toEqual(numbers(whole.tensors()));
    expect(numbers(resumed.averaged())).toEqual(numbers(whole.averaged()));
    expect(resumed.step).toBe(6);
  });

  it('keeps parameters in their places and shapes', async () => {
    const adam = open(options);
    expect(numbers(adam.tensors()).map((x) => Math.fround(x))).toEqual(START.flat().map((x) => Math.fround(x)));
    expect(adam.tensors().map(({ shape }) => shape)).toEqual(SHAPES.map(({ shape }) => shape));
    expect(Array.from((await adam.state()).values)).toEqual(START.flat().map((x) => Math.fround(x)));
  });

  it('leaks no tensor', async () => {
    const adam = open(options);
    await steps(adam, 1, 2);
    const before = tf.memory().numTensors;
    await steps(adam, 3, 6);
    expect(tf.memory().numTensors).toBe(before);
    const alive = tf.memory().numTensors;
    adam.dispose();
    expect(tf.memory().numTensors).toBeLessThan(alive);
  });
});

it('moves only hidden matrices by Muon, all their directions at one rate', async () => {
  const [adam, muon] = [open({ weightDecay: 0 }), open({ weightDecay: 0, muon: true })];
  await steps(adam, 1, 1);
  await steps(muon, 1, 1);
  const [byAdam, byMuon] = [adam.tensors(), muon.tensors()];
  // a first step has no momentum yet
  expect(numbers([byMuon[0]!, byMuon[2]!])).toEqual(numbers([byAdam[0]!, byAdam[2]!]));
  const step = tf.div(tf.sub(byMuon[1]!, tf.tensor2d(START[1]!, [2, 3])), 0.01 * 0.2 * Math.sqrt(3)) as tf.Tensor2D;
  const gram = tf.matMul(step, step, false, true).arraySync() as number[][];
  // The eigenvalues of this matrix are the squares of the step's singular values, which the iteration brings to about
  // .7 to 1.2.
  const [middle, half] = [
    (gram[0]![0]! + gram[1]![1]!) / 2,
    Math.hypot((gram[0]![0]! - gram[1]![1]!) / 2, gram[0]![1]!),
  ];
  expect(middle - half).toBeGreaterThan(0.4);
  expect(middle + half).toBeLessThan(1.6);
});

it('averages as the textbook does, faster at the start', async () => {
  const adam = open({ weightDecay: 0, averaging: 0.5 });
  let average = START.flat();
  for (let t = 1; t <= 5; t++) {
    await steps(adam, t, t);
    const decay = Math.min(0.5, (1 + t) / (10 + t));
    const values = numbers(adam.tensors());
    average = average.map((old, i) => old * decay + values[i]! * (1 - decay));
  }
  numbers(adam.averaged()).forEach((value, i) => expect(value).toBeCloseTo(average[i]!, 5));
});
