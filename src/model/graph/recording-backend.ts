/**
 * A backend of tfjs that computes nothing: it writes the operations down that a function of tensors runs, with the
 * kernels of the native backend, and so makes a TensorFlow graph of the function and of its gradients.
 */
import * as tf from '@tensorflow/tfjs-core';
import { type NativeAttribute, type NativeBackend, nativeBackend, RECORDING } from '../kernels/index.js';
import type { GraphNode, GraphType, GraphValue } from './recorded-graph.js';
import { DATA_TYPES, outputsOf } from './shape-rules.js';

type DataId = object;
type Values = Float32Array | Int32Array | Uint8Array;

/** A constant of more equal numbers than this is made by the graph. */
const FILL_FROM = 64;

/** Records one graph at a time. */
export class RecordingBackend extends tf.KernelBackend {
  readonly #values = new WeakMap<DataId, GraphValue>();
  /** Tensors that share a value: tfjs counts on these numbers. */
  readonly #references = new WeakMap<DataId, number>();
  #nodes: GraphNode[] = [];
  #rows = 0;

  /** The native library's constants, which the kernels read. */
  readonly binding: NativeBackend['binding'];

  constructor(private readonly native: NativeBackend) {
    super();
    this.binding = native.binding;
  }

  /** Forgets the last graph. `rows` stands for the number of rows of the next one. */
  reset(rows = 0): void {
    this.#nodes = [];
    this.#rows = rows;
  }

  /** All operations so far, in their order. */
  get nodes(): readonly GraphNode[] {
    return this.#nodes;
  }

  /** Adds an input. `rows`: its first size differs from run to run. */
  placeholder(shape: readonly number[], dtype: GraphType, rows: boolean): { tensor: tf.Tensor; node: GraphNode } {
    const placeholder = { dtype, shape: rows ? [-1, ...shape.slice(1)] : shape };
    const node = this.#add('Placeholder', [], [], { placeholder });
    return {
      tensor: this.#output({ node, port: 0, shape: rows ? [this.#rows, ...shape.slice(1)] : shape, dtype }),
      node,
    };
  }

  /** The recorded value of a tensor. */
  recorded(tensor: tf.TensorInfo): GraphValue {
    const value = this.#values.get(tensor.dataId);
    if (!value) throw new TypeError('a tensor from outside the recorded function is not one of its inputs');
    return value;
  }

  executeSingleOutput(op: string, attributes: readonly NativeAttribute[], inputs: readonly tf.Tensor[]): tf.Tensor {
    return this.executeMultipleOutputs(op, attributes, inputs, 1)[0]!;
  }

  executeMultipleOutputs(
    op: string,
    attributes: readonly NativeAttribute[],
    inputs: readonly tf.Tensor[],
    outputs: number,
  ): tf.Tensor[] {
    const values = inputs.map((tensor) => this.recorded(tensor));
    const results = outputsOf(
      op,
      values.map(({ node, shape, dtype }) => ({ shape, dtype, data: node.constant?.data })),
      attributes,
      outputs,
    );
    const node = this.#add(op, op === 'Reshape' ? [values[0]!, this.#freeShape(values[1]!)] : values, attributes);
    return results.map(({ shape, dtype }, port) => this.#output({ node, port, shape, dtype }));
  }

  executeSingleInput(op: string, input: tf.Tensor): tf.Tensor {
    const type = { name: 'T', type: this.binding.TF_ATTR_TYPE, value: this.getDTypeInteger(input.dtype) };
    return this.executeSingleOutput(op, [type], [input]);
  }

  getDTypeInteger(dtype: tf.DataType): number {
    return this.native.getDTypeInteger(dtype);
  }

  createReductionOpAttrs(tensor: tf.Tensor, keepDims = false): NativeAttribute[] {
    return this.native.createReductionOpAttrs(tensor, keepDims);
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): DataId {
    if (!isGraphType(dtype)) throw new TypeError(`no graph of ours holds a tensor of ${dtype}`);
    return this.#keep({ node: this.#constant(typed(values, dtype), shape, dtype), port: 0, shape, dtype });
  }

  /** Numbers of a constant. */
  override readSync(dataId: DataId): Values {
    const data = this.#values.get(dataId)?.node.constant?.data;
    if (!data) throw new TypeError('the value of a tensor is not known while its graph is recorded');
    return data;
  }

  override refCount(dataId: DataId): number {
    return this.#references.get(dataId) ?? 0;
  }

  override incRef(dataId: DataId): void {
    // a tensor from outside: its own backend counts it down again
    if (!this.#references.has(dataId)) this.native.incRef(dataId);
    else this.#references.set(dataId, this.refCount(dataId) + 1);
  }

  override disposeData(dataId: DataId): boolean {
    this.#references.set(dataId, this.refCount(dataId) - 1);
    return this.refCount(dataId) <= 0;
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override numDataIds(): number {
    return 0;
  }

  #add(
    op: string,
    inputs: readonly GraphValue[],
    attributes: readonly NativeAttribute[],
    more: Pick<GraphNode, 'constant' | 'placeholder'> = {},
  ): GraphNode {
    const node: GraphNode = { name: `n${this.#nodes.length}`, op, inputs, attributes, ...more };
    this.#nodes.push(node);
    return node;
  }

  #constant(data: Values, shape: readonly number[], dtype: GraphType): GraphNode {
    if (data.length <= FILL_FROM || data.some((value) => value !== data[0]))
      return this.#add('Const', [], [], { constant: { dtype, shape, data } });
    const sizes = this.#constant(Int32Array.from(shape), [shape.length], 'int32');
    const value = this.#constant(data.slice(0, 1), [], dtype);
    return this.#add(
      'Fill',
      [
        { node: sizes, port: 0, shape: [shape.length], dtype: 'int32' },
        { node: value, port: 0, shape: [], dtype },
      ],
      [],
    );
  }

  #keep(value: GraphValue): DataId {
    const dataId = {};
    this.#values.set(dataId, value);
    this.#references.set(dataId, 1);
    return dataId;
  }

  #output(value: GraphValue): tf.Tensor {
    const dataId = this.#keep(value);
    return tf.engine().makeTensorFromTensorInfo({ dataId, shape: [...value.shape], dtype: value.dtype });
  }

  /** A shape with a size that depends on the number of rows: that size is left open. */
  #freeShape(shape: GraphValue): GraphValue {
    const { data } = shape.node.constant!;
    const isFree = (size: number): boolean => size !== 0 && size % this.#rows === 0;
    if (this.#rows === 0 || !data.some(isFree)) return shape;
    const sizes = Int32Array.from(data, (size) => (isFree(size) ? -1 : size));
    return { ...shape, node: this.#constant(sizes, shape.shape, 'int32') };
  }
}

const isGraphType = (dtype: tf.DataType): dtype is GraphType => dtype in DATA_TYPES;

function typed(given: tf.BackendValues, dtype: GraphType): Values {
  const values = given as ArrayLike<number>;
  if (dtype === 'float32') return Float32Array.from(values);
  return dtype === 'int32' ? Int32Array.from(values) : Uint8Array.from(values);
}

let backend: RecordingBackend | undefined;

/**
 * Calls `record` with the recording backend in the place of the native one, which must be started. `rows` stands for
 * the number of rows.
 */
export function whileRecording<T>(rows: number, record: (backend: RecordingBackend) => T): T {
  const native = tf.getBackend();
  if (!backend) {
    const made = new RecordingBackend(nativeBackend());
    tf.registerBackend(RECORDING, () => made, 0);
    tf.copyRegisteredKernels('tensorflow', RECORDING);
    backend = made;
  }
  backend.reset(rows);
  // both backends exist, so the change takes effect before the promise is returned
  void tf.setBackend(RECORDING);
  try {
    let result: T;
    tf.tidy(() => {
      result = record(backend!);
    });
    return result!;
  } finally {
    void tf.setBackend(native);
    backend.reset();
  }
}
