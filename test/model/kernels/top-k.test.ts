import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { topByHeap, topK } from '../../../src/model/kernels/top-k.js';
import { randomFromHash, sha256Hex } from '../../../src/spec/keys/index.js';

beforeAll(async () => void (await startBackend()));

/** Few different values, so that many are equal. */
const ROWS = 3;
const WIDTH = 50;
const random = randomFromHash(sha256Hex('top k'));
const values = Float32Array.from({ length: ROWS * WIDTH }, () => random.below(12) - 6);

/** By sorting everything. */
const expected = (k: number): number[] =>
  Array.from({ length: ROWS }, (_, row) => values.subarray(row * WIDTH, (row + 1) * WIDTH)).flatMap((own) =>
    Array.from(own.keys())
      .sort((a, b) => own[b]! - own[a]! || a - b)
      .slice(0, k),
  );

describe.each([1, 2, 7, 40, WIDTH])('the highest %i', (k) => {
  it('are those of a sort, highest first, and the first of equal ones', async () => {
    const x = tf.tensor2d(values, [ROWS, WIDTH]);
    const top = await topK(x, k);
    x.dispose();
    expect(Array.from(top.ids)).toEqual(expected(k));
    expect(Array.from(top.values)).toEqual(expected(k).map((id, i) => values[Math.floor(i / k) * WIDTH + id]));
  });

  it('are the same by a heap', () => {
    expect(Array.from(topByHeap(values, ROWS, WIDTH, k).ids)).toEqual(expected(k));
  });
});

it('are all where there are fewer', async () => {
  const x = tf.tensor2d(values, [ROWS, WIDTH]);
  expect(await topK(x, 1000)).toMatchObject({ k: WIDTH });
  x.dispose();
});
