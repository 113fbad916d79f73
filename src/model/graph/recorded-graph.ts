/** What is recorded of a function of tensors: the operations of a TensorFlow graph. */

/** The data types that our graphs use. */
export type GraphType = 'float32' | 'int32' | 'bool';

/** An attribute of an operation; `type` is one of the native binding's `TF_ATTR_*` constants. */
export interface GraphAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** One output of an operation. */
export interface GraphValue {
  readonly node: GraphNode;
  readonly port: number;
  readonly shape: readonly number[];
  readonly dtype: GraphType;
}

/** A constant's numbers; booleans are bytes. */
export interface GraphConstant {
  readonly dtype: GraphType;
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}

/** An operation of the graph. */
export interface GraphNode {
  /** Unique in the graph. */
  readonly name: string;
  /** TensorFlow's name of the operation, such as `MatMul`; `Placeholder` for an input, `Const` for a constant. */
  readonly op: string;
  readonly inputs: readonly GraphValue[];
  readonly attributes: readonly GraphAttribute[];
  /** Of a `Const`. */
  readonly constant?: GraphConstant;
  /** Of a `Placeholder`; -1 for a size that differs from run to run. */
  readonly placeholder?: { readonly dtype: GraphType; readonly shape: readonly number[] };
}

/** A function as a graph. */
export interface RecordedGraph {
  /** In an order in which each follows those that it depends on. */
  readonly nodes: readonly GraphNode[];
  /** The placeholders, in the order of the function's inputs; undefined for an input that no output depends on. */
  readonly inputs: readonly (GraphNode | undefined)[];
  readonly outputs: readonly GraphValue[];
}

/**
 * Stand for the number of rows that differs from run to run while a graph is recorded: primes that no layer and no
 * batch has as its size. A graph is recorded with both, and what differs depends on the number of rows.
 */
export const ROWS = [999_983, 999_979] as const;
