/**
 * A recorded graph as the bytes of TensorFlow's `SavedModel` message. Field numbers are those of the .proto files in
 * tensorflow/core/framework and tensorflow/core/protobuf (Apache-2.0).
 */
import { PbfWriter } from 'pbf';
import { nativeBackend } from '../kernels/index.js';
import type { GraphAttribute, GraphConstant, GraphNode, GraphValue, RecordedGraph } from './recorded-graph.js';
import { DATA_TYPES } from './shape-rules.js';

/** Label under which the graph is loaded. */
export const TAG = 'train';
/** Version of the format of graphs that ours is written in; TensorFlow reads all later than 2016. */
const PRODUCER = 1000;

/** Returns the content of `saved_model.pb`. */
export function encodeSavedModel(graph: RecordedGraph): Uint8Array {
  const model = new PbfWriter();
  model.writeVarintField(1, 1); // saved_model_schema_version
  model.writeMessage(2, writeMetaGraph, graph);
  return model.finish();
}

function writeMetaGraph(graph: RecordedGraph, out: PbfWriter): void {
  out.writeMessage(1, (tag: string, info: PbfWriter) => info.writeStringField(4, tag), TAG);
  out.writeMessage(2, writeGraph, graph);
}

function writeGraph({ nodes }: RecordedGraph, out: PbfWriter): void {
  for (const node of nodes) out.writeMessage(1, writeNode, node);
  out.writeMessage(4, (producer: number, versions: PbfWriter) => versions.writeVarintField(1, producer), PRODUCER);
}

function writeNode(node: GraphNode, out: PbfWriter): void {
  out.writeStringField(1, node.name);
  out.writeStringField(2, node.op);
  for (const input of node.inputs) out.writeStringField(3, valueName(input));
  for (const [name, write] of attributesOf(node)) {
    out.writeMessage(
      5,
      (_: null, entry: PbfWriter) => {
        entry.writeStringField(1, name);
        entry.writeMessage(2, (__: null, value: PbfWriter) => write(value), null);
      },
      null,
    );
  }
}

/** TensorFlow's name of an output of an operation. */
export const valueName = ({ node, port }: Pick<GraphValue, 'node' | 'port'>): string => `${node.name}:${port}`;

type WriteValue = (out: PbfWriter) => void;

/** Attributes with the writers of their `AttrValue`. */
function attributesOf({ op, inputs, attributes, constant, placeholder }: GraphNode): [string, WriteValue][] {
  if (constant)
    return [
      ['dtype', typeValue(DATA_TYPES[constant.dtype])],
      ['value', (out) => out.writeMessage(8, writeTensor, constant)],
    ];
  if (placeholder)
    return [
      ['dtype', typeValue(DATA_TYPES[placeholder.dtype])],
      ['shape', (out) => out.writeMessage(7, writeShape, placeholder.shape)],
    ];
  const written = attributes.map((attribute): [string, WriteValue] => [attribute.name, attributeValue(attribute)]);
  const implied = impliedTypes(op, inputs).filter(([name]) => !attributes.some((attribute) => attribute.name === name));
  return [...written, ...implied];
}

const typeValue =
  (type: number): WriteValue =>
  (out) =>
    out.writeVarintField(6, type);

/** Type attributes that kernels run one by one take from their inputs, so that tfjs does not give them. */
function impliedTypes(op: string, inputs: readonly GraphValue[]): [string, WriteValue][] {
  const of = (at: number): WriteValue => typeValue(DATA_TYPES[inputs[at]!.dtype]);
  switch (op) {
    case 'ExpandDims':
      return [
        ['T', of(0)],
        ['Tdim', of(1)],
      ];
    case 'Fill':
      return [
        ['T', of(1)],
        ['index_type', of(0)],
      ];
    default:
      return [];
  }
}

function attributeValue({ name, type, value }: GraphAttribute): WriteValue {
  const { binding } = nativeBackend();
  if (Array.isArray(value) && type === binding.TF_ATTR_INT)
    return (out) =>
      out.writeMessage(1, (list: number[], at: PbfWriter) => at.writePackedVarint(3, list), value as number[]);
  switch (type) {
    case binding.TF_ATTR_STRING:
      return (out) => out.writeStringField(2, value as string);
    case binding.TF_ATTR_INT:
      return (out) => out.writeVarintField(3, value as number);
    case binding.TF_ATTR_FLOAT:
      return (out) => out.writeFloatField(4, value as number);
    case binding.TF_ATTR_BOOL:
      return (out) => out.writeBooleanField(5, value as boolean);
    case binding.TF_ATTR_TYPE:
      return typeValue(value as number);
    default:
      throw new TypeError(`attribute ${name} has a type that graphs of ours do not use`);
  }
}

function writeTensor({ dtype, shape, data }: GraphConstant, out: PbfWriter): void {
  out.writeVarintField(1, DATA_TYPES[dtype]);
  out.writeMessage(2, writeShape, shape);
  out.writeBytesField(4, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)); // little-endian
}

function writeShape(shape: readonly number[], out: PbfWriter): void {
  for (const size of shape)
    out.writeMessage(2, (n: number, dimension: PbfWriter) => dimension.writeVarintField(1, n), size);
}
