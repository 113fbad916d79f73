/**
 * An ONNX graph as the bytes of a `ModelProto`. Field numbers are those of onnx.proto3 in the ONNX repository
 * (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3, Apache-2.0), IR version 8.
 */
import { PbfWriter } from 'pbf';
import type { GraphConstant, GraphNode, GraphValue, OnnxGraph } from './graph.js';

const IR_VERSION = 8;
/** Version of the set of operators. */
const OPSET = 17;
/** `TensorProto.DataType`. */
const DATA_TYPES = { float32: 1, int32: 6, int64: 7 } as const;
/** `AttributeProto.AttributeType`. */
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_INTS = 7;

/** Returns the graph as the content of an `.onnx` file. `producer`: name of the program that made it. */
export function encodeModel(graph: OnnxGraph, producer = 'sentimate'): Uint8Array {
  const model = new PbfWriter();
  model.writeVarintField(1, IR_VERSION);
  model.writeStringField(2, producer);
  model.writeMessage(7, writeGraph, graph);
  model.writeMessage(8, writeOpset, OPSET);
  return model.finish();
}

function writeOpset(version: number, out: PbfWriter): void {
  out.writeStringField(1, ''); // the standard operators
  out.writeVarintField(2, version);
}

function writeGraph({ nodes, constants, inputs, outputs }: OnnxGraph, out: PbfWriter): void {
  for (const node of nodes) out.writeMessage(1, writeNode, node);
  out.writeStringField(2, 'network');
  for (const constant of constants) out.writeMessage(5, writeConstant, constant);
  for (const input of inputs) out.writeMessage(11, writeValue, input);
  for (const output of outputs) out.writeMessage(12, writeValue, output);
}

function writeNode({ op, inputs, output, attributes }: GraphNode, out: PbfWriter): void {
  for (const input of inputs) out.writeStringField(1, input);
  out.writeStringField(2, output);
  out.writeStringField(4, op);
  for (const attribute of Object.entries(attributes)) out.writeMessage(5, writeAttribute, attribute);
}

function writeAttribute([name, value]: readonly [string, number | readonly number[]], out: PbfWriter): void {
  out.writeStringField(1, name);
  if (typeof value === 'number') out.writeVarintField(3, value);
  else for (const each of value) out.writeVarintField(8, each);
  out.writeVarintField(20, typeof value === 'number' ? ATTRIBUTE_INT : ATTRIBUTE_INTS);
}

function writeConstant({ name, shape, data }: GraphConstant, out: PbfWriter): void {
  for (const dimension of shape) out.writeVarintField(1, dimension);
  out.writeVarintField(2, data instanceof BigInt64Array ? DATA_TYPES.int64 : DATA_TYPES.float32);
  out.writeStringField(8, name);
  out.writeBytesField(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)); // little-endian
}

/** `ValueInfoProto` { name, type { tensor_type { elem_type, shape { dim… } } } }. */
function writeValue({ name, type, shape }: GraphValue, out: PbfWriter): void {
  const writeDimension = (size: number | string, dimension: PbfWriter): void =>
    typeof size === 'number' ? dimension.writeVarintField(1, size) : dimension.writeStringField(2, size);
  const writeShape = (sizes: GraphValue['shape'], list: PbfWriter): void => {
    for (const size of sizes) list.writeMessage(1, writeDimension, size);
  };
  const writeTensorType = (_: null, tensor: PbfWriter): void => {
    tensor.writeVarintField(1, DATA_TYPES[type]);
    tensor.writeMessage(2, writeShape, shape);
  };
  out.writeStringField(1, name);
  out.writeMessage(2, (_: null, wrapper: PbfWriter) => wrapper.writeMessage(1, writeTensorType, null), null);
}
