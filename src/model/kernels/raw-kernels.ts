/**
 * TensorFlow's own kernels, called by name where the native library runs; compositions of tfjs operations elsewhere.
 * They have no gradients; the functions with gradients are built from them. Compared with tfjs' own operations
 * (2 cores, 2026-11-21), product, bias and ReLU take 12 to 25 % less processor time, a bias's gradient half.
 */
import * as tf from '@tensorflow/tfjs-core';
import { isNative, type NativeAttribute, nativeBackend } from './backend.js';

/** A kernel's data type attribute. */
export function typeAttribute(name = 'T', type: 'TF_FLOAT' | 'TF_INT32' = 'TF_FLOAT'): NativeAttribute {
  const { binding } = nativeBackend();
  return { name, type: binding.TF_ATTR_TYPE, value: binding[type] };
}

/** A kernel's attribute that is true or false. */
export const flag = (name: string, value: boolean): NativeAttribute => ({
  name,
  type: nativeBackend().binding.TF_ATTR_BOOL,
  value,
});
const channelsLast = (): NativeAttribute => ({
  name: 'data_format',
  type: nativeBackend().binding.TF_ATTR_STRING,
  value: 'NHWC',
});

function run(kernel: string, attributes: readonly NativeAttribute[], ...inputs: tf.Tensor[]): tf.Tensor {
  return nativeBackend().executeSingleOutput(kernel, attributes, inputs);
}

/** Product of two matrices, either of them optionally transposed. */
export function matMul(a: tf.Tensor, b: tf.Tensor, transposeA = false, transposeB = false): tf.Tensor2D {
  if (!isNative()) return tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D, transposeA, transposeB);
  return run(
    'MatMul',
    [typeAttribute(), flag('transpose_a', transposeA), flag('transpose_b', transposeB)],
    a,
    b,
  ) as tf.Tensor2D;
}

/** x (..., C) + b (C), optionally with ReLU. */
export function biasAndRelu<T extends tf.Tensor>(x: T, b: tf.Tensor, relu: boolean): T {
  const sum = isNative() ? run('BiasAdd', [typeAttribute(), channelsLast()], x, b) : tf.add(x, b);
  return (relu ? tf.relu(sum) : sum) as T;
}

/** dy (..., C) summed over all but the last axis: (C). */
export function biasGradient(dy: tf.Tensor): tf.Tensor {
  if (isNative()) return run('BiasAddGrad', [typeAttribute(), channelsLast()], dy);
  return tf.sum(
    dy,
    dy.shape.slice(0, -1).map((_, axis) => axis),
  );
}

/** dy where y > 0, else 0. */
export function reluGradient<T extends tf.Tensor>(dy: T, y: tf.Tensor): T {
  return (
    isNative() ? run('ReluGrad', [typeAttribute()], dy, y) : tf.mul(dy, tf.cast(tf.greater(y, 0), 'float32'))
  ) as T;
}

/** Rows (N, C) of a table (V, C) by ids (N) int32, without a check of the ids in JavaScript. */
export function gatherRows(table: tf.Tensor, ids: tf.Tensor): tf.Tensor {
  if (!isNative()) return tf.gather(table, ids as tf.Tensor1D);
  const batchDimensions = { name: 'batch_dims', type: nativeBackend().binding.TF_ATTR_INT, value: 0 };
  const types = [typeAttribute('Tparams'), typeAttribute('Tindices', 'TF_INT32'), typeAttribute('Taxis', 'TF_INT32')];
  return tf.tidy(() => run('GatherV2', [batchDimensions, ...types], table, ids, tf.scalar(0, 'int32')));
}
