/**
 * A layer of gated recurrent units (Cho et al., arXiv 1406.1078) with a hand-written gradient. The variant is that of
 * cuDNN and PyTorch: the reset gate is applied after the product with the hidden weights, so one product per step
 * serves all three gates. With x the gates' inputs, in the order reset r, update z, candidate n:
 *
 *   r = sigmoid(x_r + h U_r)   z = sigmoid(x_z + h U_z)   n = tanh(x_n + r (h U_n + b))   h' = n + z (h - n)
 *
 * A step's tensors are small (16 x 256), so dispatching its operations takes longer than their arithmetic. Therefore
 * everything that can be computed for all steps at once is, and the native library's plain MatMul is called directly
 * (52 us against 148 us of the batched one that tfjs calls, and 305 us of TensorFlow's own GRUBlockCell; 16 x 256 by
 * 256 x 768, 2 busy cores, 2026-11-21).
 */
import * as tf from '@tensorflow/tfjs-core';
import { isNative, type NativeAttribute, nativeBackend } from './backend.js';

interface StepKernels {
  /** a (B, m) . b (m, n) */
  product(a: tf.Tensor, b: tf.Tensor): tf.Tensor;
  /** x (B, 3W) -> three of (B, W). */
  thirds(x: tf.Tensor): tf.Tensor[];
}

/** Kernels of one step on the current backend. Must be called inside a tidy. */
function stepKernels(): StepKernels {
  if (!isNative()) {
    return {
      product: (a, b) => tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D),
      thirds: (x) => tf.split(x, 3, 1),
    };
  }
  const backend = nativeBackend();
  const { binding } = backend;
  const type: NativeAttribute = { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
  const matMul = [
    { name: 'transpose_a', type: binding.TF_ATTR_BOOL, value: false },
    { name: 'transpose_b', type: binding.TF_ATTR_BOOL, value: false },
    type,
  ];
  const split = [{ name: 'num_split', type: binding.TF_ATTR_INT, value: 3 }, type];
  const axis = tf.scalar(1, 'int32');
  return {
    product: (a, b) => backend.executeSingleOutput('MatMul', matMul, [a, b]),
    thirds: (x) => backend.executeMultipleOutputs('Split', split, [axis, x], 3),
  };
}

/**
 * Values of the forward pass that the gradient needs, each (T, B, W): the state before each step, the gates r and z,
 * h U_n + b, and the candidate n.
 */
type Trace = readonly [before: tf.Tensor, r: tf.Tensor, z: tf.Tensor, recalled: tf.Tensor, n: tf.Tensor];

function runForward(
  inputs: tf.Tensor3D,
  hidden: tf.Tensor2D,
  bias: tf.Tensor1D,
  start: tf.Tensor2D,
): { states: tf.Tensor; trace: Trace } {
  const steps = inputs.shape[0];
  const kernels = stepKernels();
  const [xr, xz, xn] = tf.split(inputs, 3, 2).map((gate) => tf.unstack(gate)) as [
    tf.Tensor[],
    tf.Tensor[],
    tf.Tensor[],
  ];
  const states: tf.Tensor[] = [start];
  const rs: tf.Tensor[] = [];
  const zs: tf.Tensor[] = [];
  const recalleds: tf.Tensor[] = [];
  const ns: tf.Tensor[] = [];
  for (let t = 0; t < steps; t++) {
    const h = states[t]!;
    const [hr, hz, hn] = kernels.thirds(kernels.product(h, hidden)) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const r = tf.sigmoid(tf.add(xr[t]!, hr));
    const z = tf.sigmoid(tf.add(xz[t]!, hz));
    const recalled = tf.add(hn, bias);
    const n = tf.tanh(tf.add(xn[t]!, tf.mul(r, recalled)));
    states.push(tf.add(n, tf.mul(z, tf.sub(h, n))));
    rs.push(r);
    zs.push(z);
    recalleds.push(recalled);
    ns.push(n);
  }
  const trace: Trace = [
    tf.stack(states.slice(0, steps)),
    tf.stack(rs),
    tf.stack(zs),
    tf.stack(recalleds),
    tf.stack(ns),
  ];
  return { states: tf.stack(states.slice(1)), trace };
}

/**
 * Backpropagation through time. With d the gradient of h', and all factors that do not depend on d computed for all
 * steps at once:
 *
 *   d(x_n) = d (1 - z)(1 - n^2)              d(x_z) = d (h - n) z (1 - z)
 *   d(x_r) = d(x_n) recalled r (1 - r)       d(h U_n) = d(x_n) r
 *
 * The d of the previous step is its own dy + d z + [d(x_r), d(x_z), d(h U_n)] U^T.
 */
function runBackward(dy: tf.Tensor, [before, r, z, recalled, n]: Trace, hidden: tf.Tensor2D): tf.Tensor[] {
  const [steps, batch, width] = before.shape as [number, number, number];
  const kernels = stepKernels();
  const transposed = tf.transpose(hidden);
  const perN = tf.mul(tf.sub(1, z), tf.sub(1, tf.square(n)));
  const perZ = tf.mul(tf.sub(before, n), tf.mul(z, tf.sub(1, z)));
  const perR = tf.mul(tf.mul(perN, recalled), tf.mul(r, tf.sub(1, r)));
  const perGates = tf.unstack(tf.concat([perR, perZ, tf.mul(perN, r)], 2)); // T of (B, 3W)
  const [carried, outer] = [tf.unstack(z), tf.unstack(dy)];
  const ds = new Array<tf.Tensor>(steps);
  const dGates = new Array<tf.Tensor>(steps);
  let ofStart: tf.Tensor = tf.zeros([batch, width]);
  for (let t = steps - 1; t >= 0; t--) {
    const d = tf.add(outer[t]!, ofStart);
    ds[t] = d;
    dGates[t] = tf.mul(tf.concat([d, d, d], 1), perGates[t]!);
    ofStart = tf.add(tf.mul(d, carried[t]!), kernels.product(dGates[t]!, transposed));
  }
  const toHidden = tf.reshape(tf.stack(dGates), [steps * batch, 3 * width]) as tf.Tensor2D;
  const [dr, dz, dRecalled] = tf.split(toHidden, 3, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
  const dn = tf.reshape(tf.mul(tf.stack(ds), perN), [steps * batch, width]);
  return [
    tf.reshape(tf.concat([dr, dz, dn], 1), [steps, batch, 3 * width]),
    tf.matMul(tf.reshape(before, [steps * batch, width]) as tf.Tensor2D, toHidden, true, false),
    tf.sum(dRecalled, 0),
    ofStart,
  ];
}

type Gradient = { value: tf.Tensor; gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor[] };

const gruKernel = tf.customGrad(((...args: unknown[]): Gradient => {
  const save = args.pop() as (tensors: tf.Tensor[]) => void;
  const [inputs, hidden, bias, start] = args as [tf.Tensor3D, tf.Tensor2D, tf.Tensor1D, tf.Tensor2D];
  const { states, trace } = runForward(inputs, hidden, bias, start);
  save([hidden, ...trace]);
  return {
    value: states,
    gradFunc: (dy, [hidden_, ...trace_]) => runBackward(dy, trace_ as unknown as Trace, hidden_ as tf.Tensor2D),
  };
}) as never) as unknown as (...inputs: tf.Tensor[]) => tf.Tensor3D;

/**
 * Returns the states (T, B, W) after each step, for the gates' inputs (T, B, 3W), time first; the hidden weights
 * (W, 3W); the candidate's hidden bias (W); and the start state (B, W). A state depends only on earlier inputs.
 */
export function gru(inputs: tf.Tensor, hidden: tf.Tensor, bias: tf.Tensor, start: tf.Tensor): tf.Tensor3D {
  return gruKernel(inputs, hidden, bias, start);
}
