/**
 * Adam (Kingma & Ba, arXiv 1412.6980) on one flat vector, with decoupled weight decay (Loshchilov & Hutter, arXiv
 * 1711.05101). On the native library the vectors are TensorFlow variables and a step is one fused kernel that updates
 * them in place; elsewhere it is composed of tfjs operations. A test compares both.
 */
import * as tf from '@tensorflow/tfjs-core';
import { type NativeAttribute, nativeBackend } from '../../model/kernels/index.js';

/** Constants of Adam. `weightDecay` is multiplied by the learning rate. */
interface AdamRates {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

/** A parameter vector with its running moments. */
export interface AdamVectors {
  /** Returns the vectors as tensors. The caller disposes of them before the next step. */
  read(): { values: tf.Tensor1D; mean: tf.Tensor1D; variance: tf.Tensor1D };
  /** Takes step number `t` (from 1) against the gradient, which the caller keeps. */
  step(gradient: tf.Tensor1D, learningRate: number, t: number): void;
  /** Frees the vectors. */
  dispose(): void;
}

/** Creates the vectors for the current backend. Takes ownership of the tensors: the caller must not use them again. */
export function adamVectors(
  values: tf.Tensor1D,
  mean: tf.Tensor1D,
  variance: tf.Tensor1D,
  rates: AdamRates,
): AdamVectors {
  return tf.getBackend() === 'tensorflow'
    ? new NativeAdam([values, mean, variance], rates)
    : new ComposedAdam(values, mean, variance, rates);
}

class ComposedAdam implements AdamVectors {
  constructor(
    private values: tf.Tensor1D,
    private mean: tf.Tensor1D,
    private variance: tf.Tensor1D,
    private readonly rates: AdamRates,
  ) {}

  read(): ReturnType<AdamVectors['read']> {
    return { values: tf.clone(this.values), mean: tf.clone(this.mean), variance: tf.clone(this.variance) };
  }

  step(gradient: tf.Tensor1D, learningRate: number, t: number): void {
    const { beta1, beta2, epsilon, weightDecay } = this.rates;
    const next = tf.tidy(() => {
      const mean = tf.add(tf.mul(this.mean, beta1), tf.mul(gradient, 1 - beta1));
      const variance = tf.add(tf.mul(this.variance, beta2), tf.mul(tf.square(gradient), 1 - beta2));
      const root = tf.add(tf.sqrt(tf.div(variance, 1 - beta2 ** t)), epsilon);
      const direction = tf.div(tf.div(mean, 1 - beta1 ** t), root);
      const decayed = tf.mul(this.values, 1 - learningRate * weightDecay);
      return [tf.sub(decayed, tf.mul(direction, learningRate)), mean, variance] as [
        tf.Tensor1D,
        tf.Tensor1D,
        tf.Tensor1D,
      ];
    });
    this.dispose();
    [this.values, this.mean, this.variance] = next;
    next.forEach((tensor) => tf.keep(tensor)); // the caller may be inside a tidy
  }

  dispose(): void {
    tf.dispose([this.values, this.mean, this.variance]);
  }
}

/** The shared name that makes every variable distinct (TensorFlow's ResourceHandle::ANONYMOUS_NAME). */
const ANONYMOUS = 'cd2c89b7-88b7-44c8-ad83-06c2a9158347';

class NativeAdam implements AdamVectors {
  readonly #handles: readonly [tf.Tensor, tf.Tensor, tf.Tensor];
  readonly #length: number;

  constructor(
    start: readonly [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D],
    private readonly rates: AdamRates,
  ) {
    this.#length = start[0].size;
    const [values, mean, variance] = start.map((tensor) => createVariable(tensor));
    this.#handles = [values!, mean!, variance!];
    tf.dispose([...start]);
  }

  read(): ReturnType<AdamVectors['read']> {
    const [values, mean, variance] = this.#handles.map(
      (handle) => tf.reshape(readVariable(handle), [this.#length]) as tf.Tensor1D,
    );
    return { values: values!, mean: mean!, variance: variance! };
  }

  /** `ResourceApplyAdam` adds epsilon to the root before the bias correction, hence the factor on epsilon. */
  step(gradient: tf.Tensor1D, learningRate: number, t: number): void {
    const { beta1, beta2, epsilon, weightDecay } = this.rates;
    const { binding } = nativeBackend();
    tf.tidy(() => {
      if (weightDecay > 0) {
        const decayed = tf.mul(readVariable(this.#handles[0]), 1 - learningRate * weightDecay);
        run('AssignVariableOp', [floatType('dtype')], [this.#handles[0], decayed]);
      }
      const numbers = [beta1 ** t, beta2 ** t, learningRate, beta1, beta2, epsilon * Math.sqrt(1 - beta2 ** t)];
      const scalars = numbers.map((number) => tf.scalar(number));
      const flag = (name: string): NativeAttribute => ({ name, type: binding.TF_ATTR_BOOL, value: false });
      run(
        'ResourceApplyAdam',
        [floatType('T'), flag('use_locking'), flag('use_nesterov')],
        [...this.#handles, ...scalars, gradient],
      );
    });
  }

  dispose(): void {
    tf.dispose([...this.#handles]);
  }
}

const floatType = (name: string): NativeAttribute => {
  const { binding } = nativeBackend();
  return { name, type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
};

function run(kernel: string, attributes: readonly NativeAttribute[], inputs: readonly tf.Tensor[]): void {
  nativeBackend().executeMultipleOutputs(kernel, attributes, inputs, 0);
}

function createVariable(start: tf.Tensor1D): tf.Tensor {
  const { binding } = nativeBackend();
  const text = (name: string, value: string): NativeAttribute => ({ name, type: binding.TF_ATTR_STRING, value });
  const shape: NativeAttribute = { name: 'shape', type: binding.TF_ATTR_SHAPE, value: start.shape };
  const handle = nativeBackend().executeSingleOutput(
    'VarHandleOp',
    [floatType('dtype'), shape, text('container', ''), text('shared_name', ANONYMOUS)],
    [],
  );
  run('AssignVariableOp', [floatType('dtype')], [handle, start]);
  return tf.keep(handle);
}

function readVariable(handle: tf.Tensor): tf.Tensor {
  return nativeBackend().executeSingleOutput('ReadVariableOp', [floatType('dtype')], [handle]);
}
