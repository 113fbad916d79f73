/**
 * The shape and type of what TensorFlow's operations return, for those that our networks use. TensorFlow works them out
 * itself when it runs a graph; here they are needed before, since tfjs reads the shape of every tensor.
 */
import type { GraphAttribute, GraphType } from './recorded-graph.js';

/** An operation's input as the rules see it. */
export interface RuleInput {
  readonly shape: readonly number[];
  readonly dtype: GraphType;
  /** Of a constant. */
  readonly data?: ArrayLike<number> | undefined;
}

/** Shape and type of an output. */
export interface RuleOutput {
  readonly shape: readonly number[];
  readonly dtype: GraphType;
}

type Attributes = (name: string) => unknown;
type Rule = (inputs: readonly RuleInput[], attribute: Attributes, outputs: number) => RuleOutput[];

/** Returns the outputs of an operation. Throws TypeError for one that has no rule here. */
export function outputsOf(
  op: string,
  inputs: readonly RuleInput[],
  attributes: readonly GraphAttribute[],
  outputs: number,
): RuleOutput[] {
  const rule = RULES.get(op);
  if (!rule) throw new TypeError(`no rule for the shape of ${op}`);
  return rule(inputs, (name) => attributes.find((attribute) => attribute.name === name)?.value, outputs);
}

/** Values of a constant input. */
function numbers({ data }: RuleInput): number[] {
  if (!data) throw new TypeError('a shape depends on a tensor that is not constant');
  return Array.from(data);
}

const wrapAxis = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

/** As the input at this place. */
const like =
  (at: number, dtype?: GraphType): Rule =>
  (inputs) => [{ shape: inputs[at]!.shape, dtype: dtype ?? inputs[at]!.dtype }];

/** Shapes are aligned at their last axes, and an axis of size 1 is repeated. */
function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [x = 1, y = 1] = [a[i - rank + a.length], b[i - rank + b.length]];
    return x === 1 ? y : x;
  });
}

const broadcast =
  (dtype?: GraphType): Rule =>
  ([a, b]) => [{ shape: broadcastShape(a!.shape, b!.shape), dtype: dtype ?? a!.dtype }];

const product =
  (transposeA: string, transposeB: string): Rule =>
  ([a, b], attribute) => {
    const rows = a!.shape.at(attribute(transposeA) ? -1 : -2)!;
    const columns = b!.shape.at(attribute(transposeB) ? -2 : -1)!;
    return [
      { shape: [...broadcastShape(a!.shape.slice(0, -2), b!.shape.slice(0, -2)), rows, columns], dtype: a!.dtype },
    ];
  };

const reduction: Rule = ([x, axes], attribute) => {
  const reduced = numbers(axes!).map((axis) => wrapAxis(axis, x!.shape.length));
  const shape = attribute('keep_dims')
    ? x!.shape.map((size, axis) => (reduced.includes(axis) ? 1 : size))
    : x!.shape.filter((_, axis) => !reduced.includes(axis));
  return [{ shape, dtype: x!.dtype }];
};

const resized = (shape: readonly number[], axis: number, size: number): number[] =>
  shape.map((before, at) => (at === axis ? size : before));

const split = (x: RuleInput, axis: number, sizes: readonly number[]): RuleOutput[] =>
  sizes.map((size) => ({ shape: resized(x.shape, wrapAxis(axis, x.shape.length), size), dtype: x.dtype }));

/** Shape given as a constant; -1 stands for what is left of `size`. */
function givenShape(shape: readonly number[], size: number): number[] {
  const known = shape.reduce((all, each) => (each < 0 ? all : all * each), 1);
  return shape.map((each) => (each < 0 ? size / known : each));
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((all, each) => all * each, 1);

const SAME = ['Relu', 'ReluGrad', 'BiasAdd', 'Square', 'Sqrt', 'Rsqrt', 'Sigmoid', 'Tanh', 'Softmax', 'LogSoftmax'];
const MORE_OF_SAME = ['Neg', 'Exp', 'Log', 'Abs', 'Sign', 'ZerosLike', 'OnesLike', 'Cumsum', 'Identity', 'AddN'];
const BROADCAST = ['Add', 'AddV2', 'Sub', 'Mul', 'RealDiv', 'Div', 'Pow', 'Maximum', 'Minimum'];
const COMPARISONS = ['Equal', 'NotEqual', 'Greater', 'GreaterEqual', 'Less', 'LessEqual', 'LogicalAnd'];

const RULES = new Map<string, Rule>([
  ...[...SAME, ...MORE_OF_SAME].map((op): [string, Rule] => [op, like(0)]),
  ...BROADCAST.map((op): [string, Rule] => [op, broadcast()]),
  ...COMPARISONS.map((op): [string, Rule] => [op, broadcast('bool')]),
  ...['Sum', 'Mean', 'Max', 'Min'].map((op): [string, Rule] => [op, reduction]),
  ['IsNan', like(0, 'bool')],
  ['Select', like(1)],
  ['Cast', ([x], attribute) => [{ shape: x!.shape, dtype: typeOf(attribute('DstT') as number) }]],
  ['MatMul', product('transpose_a', 'transpose_b')],
  ['BatchMatMulV2', product('adj_x', 'adj_y')],
  ['BiasAddGrad', ([dy]) => [{ shape: dy!.shape.slice(-1), dtype: dy!.dtype }]],
  ['Conv2D', ([x, filter]) => [{ shape: [...x!.shape.slice(0, 3), filter!.shape[3]!], dtype: x!.dtype }]],
  ['Conv2DBackpropInput', ([sizes, filter]) => [{ shape: numbers(sizes!), dtype: filter!.dtype }]],
  ['Conv2DBackpropFilter', ([x, sizes]) => [{ shape: numbers(sizes!), dtype: x!.dtype }]],
  ['Reshape', ([x, shape]) => [{ shape: givenShape(numbers(shape!), sizeOf(x!.shape)), dtype: x!.dtype }]],
  ['Fill', ([shape, value]) => [{ shape: numbers(shape!), dtype: value!.dtype }]],
  ['Transpose', ([x, order]) => [{ shape: numbers(order!).map((axis) => x!.shape[axis]!), dtype: x!.dtype }]],
  [
    'ExpandDims',
    ([x, axis]) => [
      { shape: x!.shape.toSpliced(wrapAxis(numbers(axis!)[0]!, x!.shape.length + 1), 0, 1), dtype: x!.dtype },
    ],
  ],
  [
    'Slice',
    ([x, begin, size]) => {
      const from = numbers(begin!);
      return [{ shape: numbers(size!).map((n, axis) => (n < 0 ? x!.shape[axis]! - from[axis]! : n)), dtype: x!.dtype }];
    },
  ],
  ['Tile', ([x, times]) => [{ shape: numbers(times!).map((n, axis) => n * x!.shape[axis]!), dtype: x!.dtype }]],
  [
    'PadV2',
    ([x, paddings]) => {
      const each = numbers(paddings!);
      return [{ shape: x!.shape.map((n, axis) => n + each[2 * axis]! + each[2 * axis + 1]!), dtype: x!.dtype }];
    },
  ],
  [
    'ConcatV2',
    (inputs) => {
      const parts = inputs.slice(0, -1);
      const axis = wrapAxis(numbers(inputs.at(-1)!)[0]!, parts[0]!.shape.length);
      const size = parts.reduce((sum, { shape }) => sum + shape[axis]!, 0);
      return [{ shape: resized(parts[0]!.shape, axis, size), dtype: parts[0]!.dtype }];
    },
  ],
  [
    'Pack',
    (inputs, attribute) => [
      { shape: inputs[0]!.shape.toSpliced(attribute('axis') as number, 0, inputs.length), dtype: inputs[0]!.dtype },
    ],
  ],
  [
    'Unpack',
    ([x], attribute, outputs) =>
      Array.from({ length: outputs }, () => ({
        shape: x!.shape.toSpliced(wrapAxis(attribute('axis') as number, x!.shape.length), 1),
        dtype: x!.dtype,
      })),
  ],
  [
    'Split',
    ([axis, x], _, outputs) => {
      const at = wrapAxis(numbers(axis!)[0]!, x!.shape.length);
      return split(x!, at, new Array<number>(outputs).fill(x!.shape[at]! / outputs));
    },
  ],
  ['SplitV', ([x, sizes, axis]) => split(x!, numbers(axis!)[0]!, numbers(sizes!))],
  ['GatherV2', ([table, ids]) => [{ shape: [...ids!.shape, ...table!.shape.slice(1)], dtype: table!.dtype }]],
  [
    'UnsortedSegmentSum',
    ([x, ids, count]) => [{ shape: [numbers(count!)[0]!, ...x!.shape.slice(ids!.shape.length)], dtype: x!.dtype }],
  ],
  ['OneHot', ([ids, depth, on]) => [{ shape: [...ids!.shape, numbers(depth!)[0]!], dtype: on!.dtype }]],
  [
    'SparseSoftmaxCrossEntropyWithLogits',
    ([logits]) => [
      { shape: logits!.shape.slice(0, 1), dtype: 'float32' },
      { shape: logits!.shape, dtype: 'float32' },
    ],
  ],
]);

/** TensorFlow's `DataType` numbers (tensorflow/core/framework/types.proto). */
export const DATA_TYPES: Readonly<Record<GraphType, number>> = { float32: 1, int32: 3, bool: 10 };

function typeOf(number: number): GraphType {
  const found = (Object.keys(DATA_TYPES) as GraphType[]).find((type) => DATA_TYPES[type] === number);
  if (!found) throw new TypeError(`data type ${number} is not used in graphs`);
  return found;
}
