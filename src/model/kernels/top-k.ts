/** The highest values of rows, without sorting them: a vocabulary has tens of thousands. */
import * as tf from '@tensorflow/tfjs-core';
import { isNative, nativeBackend } from './backend.js';
import { flag, typeAttribute } from './raw-kernels.js';

/** The k highest values of each row, highest first; ties by index. Row-major, (N, k). */
export interface TopValues {
  readonly k: number;
  readonly ids: Int32Array;
  readonly values: Float32Array;
}

/** Returns the `k` highest values of each row of x (N, V), all of them where there are fewer. */
export async function topK(x: tf.Tensor2D, k: number): Promise<TopValues> {
  const [rows, width] = x.shape;
  const count = Math.min(k, width);
  if (!isNative()) return topByHeap((await x.data()) as Float32Array, rows, width, count);
  const [values, ids] = tf.tidy(() =>
    nativeBackend().executeMultipleOutputs(
      'TopKV2',
      [flag('sorted', true), typeAttribute()],
      [x, tf.scalar(count, 'int32')],
      2,
    ),
  ) as [tf.Tensor, tf.Tensor];
  const read = await Promise.all([values.data(), ids.data()]);
  tf.dispose([values, ids]);
  return { k: count, values: read[0] as Float32Array, ids: read[1] as Int32Array };
}

/**
 * The same from an array (N x V), with a heap for each row whose root is the lowest of the k highest so far.
 * @internal
 */
export function topByHeap(x: Float32Array, rows: number, width: number, k: number): TopValues {
  const result = { k, ids: new Int32Array(rows * k), values: new Float32Array(rows * k) };
  for (let row = 0; row < rows; row++) {
    const own = x.subarray(row * width, (row + 1) * width);
    const ids = highestIds(own, k).sort((a, b) => own[b]! - own[a]! || a - b);
    result.ids.set(ids, row * k);
    result.values.set(
      Float32Array.from(ids, (id) => own[id]!),
      row * k,
    );
  }
  return result;
}

function highestIds(values: Float32Array, k: number): Int32Array {
  const heap = Int32Array.from({ length: k }, (_, i) => i);
  const isLower = (a: number, b: number): boolean => values[a]! < values[b]! || (values[a]! === values[b]! && a > b);
  const sink = (from: number): void => {
    for (let at = from; ; ) {
      let lowest = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < k && isLower(heap[child]!, heap[lowest]!)) lowest = child;
      if (lowest === at) return;
      [heap[at], heap[lowest]] = [heap[lowest]!, heap[at]!];
      at = lowest;
    }
  };
  for (let at = (k >> 1) - 1; at >= 0; at--) sink(at);
  for (let id = k; id < values.length; id++) {
    if (!(values[id]! > values[heap[0]!]!)) continue; // of equal values the first stays
    heap[0] = id;
    sink(0);
  }
  return heap;
}
