import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type BatchForward, ReproducibleSizes } from '../../../src/model/boards/batch-shapes.js';
import { startBackend } from '../../../src/model/kernels/backend.js';

/** The batch size that all others must agree with. */
const REFERENCE_BATCH = 64;

beforeAll(async () => void (await startBackend()));

/** Row sums, with one bit more where the batch's size is among `off`. */
function forwardThat(off: (size: number) => boolean, seen: number[] = []): BatchForward {
  return (planes) => {
    const [size] = planes.shape;
    seen.push(size);
    const sums = tf.sum(planes, 1, true);
    return [off(size) ? tf.mul(sums, 1 + 2 ** -23) : sums];
  };
}

describe('batch sizes', () => {
  it('are the smallest that hold the boards and give the bits of the reference', () => {
    const shapes = new ReproducibleSizes();
    const all = forwardThat(() => false);
    expect([1, 8, 9, 33, 64, 65, 250].map((count) => shapes.sizeFor(count, all))).toEqual([8, 8, 16, 64, 64, 96, 256]);
    expect(
      new ReproducibleSizes().sizeFor(
        8,
        forwardThat((size) => size === 8),
      ),
    ).toBe(16);
    expect(
      new ReproducibleSizes().sizeFor(
        100,
        forwardThat((size) => size === 128 || size === 160),
      ),
    ).toBe(192);
  });

  it('are the reference where no other size agrees with it', () => {
    const shapes = new ReproducibleSizes();
    const none = forwardThat((size) => size !== REFERENCE_BATCH);
    expect([1, 64, 65, 256].map((count) => shapes.sizeFor(count, none))).toEqual([64, 64, 64, 64]);
  });

  it('are tried once each', () => {
    const seen: number[] = [];
    const shapes = new ReproducibleSizes();
    const forward = forwardThat(() => false, seen);
    for (let i = 0; i < 3; i++) shapes.sizeFor(100, forward);
    expect(seen).toEqual([64, 64, 128]);
  });

  it('leave no tensor behind', () => {
    const before = tf.memory().numTensors;
    new ReproducibleSizes().sizeFor(
      200,
      forwardThat(() => false),
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});
