/** 3x3 convolutions of boards, with hand-written gradients (see kernels.ts). */
import * as tf from '@tensorflow/tfjs-core';
import { isNative } from './backend.js';
import { withGradient } from './kernels.js';
import { biasAndRelu, biasGradient, reluGradient } from './raw-kernels.js';

const convolve = (x: tf.Tensor, w: tf.Tensor): tf.Tensor4D => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same');

const convLinear = withGradient(([x, w, b], save) => {
  save([x!, w!]);
  const value = biasAndRelu(convolve(x!, w!), b!, false);
  return { value, gradFunc: (dy, [x_, w_]) => convGradient(dy, x_!, w_!) };
});

const convRelu = withGradient(([x, w, b], save) => {
  const value = biasAndRelu(convolve(x!, w!), b!, true);
  save([x!, w!, value]);
  return { value, gradFunc: (dy, [x_, w_, y]) => convGradient(reluGradient(dy, y!), x_!, w_!) };
});

function convGradient(dy: tf.Tensor, x: tf.Tensor, w: tf.Tensor): tf.Tensor[] {
  return [
    tf.conv2dTranspose(dy as tf.Tensor4D, w as tf.Tensor4D, x.shape as [number, number, number, number], 1, 'same'),
    filterGradient(dy as tf.Tensor4D, x as tf.Tensor4D, w.shape as [number, number, number, number]),
    biasGradient(dy),
  ];
}

/**
 * 3x3 convolution with ReLU on the network's input, as `conv3x3`. The gradient with respect to x is not computed,
 * because nothing is learnt about the input.
 */
export function inputConv3x3(x: tf.Tensor4D, w: tf.Tensor, b: tf.Tensor): tf.Tensor4D {
  const kernel = withGradient(([w_, b_], save) => {
    const value = biasAndRelu(convolve(x, w_!), b_!, true);
    save([x, value]);
    return {
      value,
      gradFunc: (dy, [x_, y]) => {
        const gradient = reluGradient(dy, y!) as tf.Tensor4D;
        return [
          filterGradient(gradient, x_ as tf.Tensor4D, w.shape as [number, number, number, number]),
          biasGradient(gradient),
        ];
      },
    };
  });
  return kernel(w, b) as tf.Tensor4D;
}

/**
 * Gradient of the filter of a 3x3 same-padded convolution. WASM lacks the kernel, so there it is composed of nine
 * shifted matrix products.
 */
function filterGradient(dy: tf.Tensor4D, x: tf.Tensor4D, filterShape: [number, number, number, number]): tf.Tensor {
  if (isNative()) {
    return tf
      .engine()
      .runKernel(
        'Conv2DBackpropFilter',
        { x, dy },
        { strides: [1, 1], pad: 'same', dataFormat: 'NHWC', filterShape },
      ) as tf.Tensor;
  }
  const [batch, height, width, channels] = x.shape;
  const out = dy.shape[3];
  const padded = tf.pad(x, [
    [0, 0],
    [1, 1],
    [1, 1],
    [0, 0],
  ]);
  const flatDy = tf.reshape(dy, [batch * height * width, out]);
  const taps: tf.Tensor2D[] = [];
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      const shifted = tf.slice(padded, [0, row, column, 0], [batch, height, width, channels]);
      taps.push(tf.matMul(tf.reshape(shifted, [batch * height * width, channels]), flatDy, true, false) as tf.Tensor2D);
    }
  }
  return tf.reshape(tf.stack(taps), filterShape);
}

/**
 * Same-padded 3x3 convolution, optionally with ReLU: x (B, 8, 8, in), w (3, 3, in, out), b (out) -> (B, 8, 8, out).
 */
export function conv3x3(x: tf.Tensor, w: tf.Tensor, b: tf.Tensor, relu = false): tf.Tensor4D {
  return (relu ? convRelu : convLinear)(x, w, b) as tf.Tensor4D;
}
