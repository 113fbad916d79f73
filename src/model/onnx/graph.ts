/** Graphs of ONNX operators (https://onnx.ai, operator set 17), as far as our networks need them. */

/** Values of an attribute of an operator: an integer or a list of integers. */
type AttributeValue = number | readonly number[];

/** One operator: names of its inputs and of its only output. */
export interface GraphNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

/** A constant tensor. */
export interface GraphConstant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

/** An input or output; a dimension with a name may have any size. */
export interface GraphValue {
  readonly name: string;
  readonly type: 'float32' | 'int32';
  readonly shape: readonly (number | string)[];
}

/** A graph under construction. Methods return the name of the value that they define. */
export class OnnxGraph {
  readonly nodes: GraphNode[] = [];
  readonly constants: GraphConstant[] = [];
  readonly inputs: GraphValue[] = [];
  readonly outputs: GraphValue[] = [];

  /** Declares an input. */
  input(name: string, shape: GraphValue['shape'], type: GraphValue['type'] = 'float32'): string {
    this.inputs.push({ name, type, shape });
    return name;
  }

  /** Declares a value as an output of that name. */
  output(value: string, name: string, shape: GraphValue['shape']): void {
    this.nodes.push({ op: 'Identity', inputs: [value], output: name, attributes: {} });
    this.outputs.push({ name, type: 'float32', shape });
  }

  /** Adds an operator. */
  add(op: string, inputs: readonly string[], attributes: Readonly<Record<string, AttributeValue>> = {}): string {
    const output = `v${this.nodes.length}`;
    this.nodes.push({ op, inputs, output, attributes });
    return output;
  }

  /** Adds a constant of that shape; a number is a scalar. */
  constant(data: Float32Array | number, shape: readonly number[] = []): string {
    return this.keep(typeof data === 'number' ? new Float32Array([data]) : data, shape);
  }

  /** Adds a list of integers, such as a shape. */
  integers(...values: readonly number[]): string {
    return this.keep(BigInt64Array.from(values, BigInt), [values.length]);
  }

  private keep(data: GraphConstant['data'], shape: readonly number[]): string {
    const name = `c${this.constants.length}`;
    this.constants.push({ name, shape, data });
    return name;
  }
}
