/** Layers of networks as ONNX operators, with the values of a checkpoint; see forward/ for the same in TensorFlow. */
import type { OnnxGraph } from './graph.js';

/** A parameter's values and shape. */
export interface WeightTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}
/** Tensors of a network by parameter name (forward/parameters.ts). */
export type Weights = ReadonlyMap<string, WeightTensor>;

/** Returns the tensor of that name. Throws RangeError where there is none. */
export function weightOf(weights: Weights, name: string): WeightTensor {
  const tensor = weights.get(name);
  if (!tensor) throw new RangeError(`there is no tensor ${name}`);
  return tensor;
}

/** What a dense layer may do besides. */
interface DenseOptions {
  readonly relu?: boolean;
  /** Factor of the output, multiplied into the weights. */
  readonly scale?: number;
}

/** Dense layer: x (N, in) -> (N, out). */
export function dense(
  graph: OnnxGraph,
  weights: Weights,
  name: string,
  x: string,
  { relu = false, scale = 1 }: DenseOptions = {},
): string {
  const [weight, bias] = ['weight', 'bias'].map((part) => {
    const { data, shape } = weightOf(weights, `${name}.${part}`);
    return graph.constant(scale === 1 ? data : data.map((value) => scale * value), shape);
  });
  const y = graph.add('Gemm', [x, weight!, bias!]);
  return relu ? graph.add('Relu', [y]) : y;
}

/** 3x3 convolution with zero padding: x (B, in, 8, 8) -> (B, out, 8, 8). */
export function conv3x3(graph: OnnxGraph, weights: Weights, name: string, x: string): string {
  const weight = weightOf(weights, `${name}.weight`);
  const bias = weightOf(weights, `${name}.bias`);
  const [height, width, channelsIn, channelsOut] = weight.shape as [number, number, number, number];
  return graph.add(
    'Conv',
    [
      x,
      graph.constant(outputFirst(weight), [channelsOut, channelsIn, height, width]),
      graph.constant(bias.data, bias.shape),
    ],
    { kernel_shape: [height, width], pads: [1, 1, 1, 1] },
  );
}

/** A filter (height, width, in, out) in ONNX' order (out, in, height, width). */
function outputFirst({ data, shape }: WeightTensor): Float32Array {
  const [height, width, channelsIn, channelsOut] = shape as [number, number, number, number];
  const area = height * width;
  const out = new Float32Array(data.length);
  let at = 0;
  for (let tap = 0; tap < area; tap++)
    for (let i = 0; i < channelsIn; i++)
      for (let o = 0; o < channelsOut; o++) out[(o * channelsIn + i) * area + tap] = data[at++]!;
  return out;
}

/** As in kernels.ts. */
const EPSILON = 1e-6;

/** RMS normalisation over the last axis of x (N, W). */
export function rmsNorm(graph: OnnxGraph, x: string): string {
  const mean = graph.add('ReduceMean', [graph.add('Mul', [x, x])], { axes: [1], keepdims: 1 });
  const root = graph.add('Sqrt', [graph.add('Add', [mean, graph.constant(EPSILON)])]);
  return graph.add('Div', [x, root]);
}
