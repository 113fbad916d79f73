import type * as tf from '@tensorflow/tfjs-core';
import { type GraphNode, type GraphType, type GraphValue, type RecordedGraph, ROWS } from './recorded-graph.js';
import { whileRecording } from './recording-backend.js';

/** An input of a function to record. */
export interface GraphInput {
  readonly shape: readonly number[];
  readonly dtype: GraphType;
  /** True when its first size is the number of rows, which differs from run to run. */
  readonly rows?: boolean;
}

/**
 * Records what `f` computes. Throws TypeError when it uses a tensor that is not among its inputs, or anything that
 * depends on the number of rows. The native backend must be started.
 */
export function recordGraph(
  inputs: readonly GraphInput[],
  f: (inputs: tf.Tensor[]) => readonly tf.Tensor[],
): RecordedGraph {
  const graph = recordWith(ROWS[0], inputs, f);
  if (inputs.some(({ rows }) => rows)) refuseRows(graph, recordWith(ROWS[1], inputs, f));
  return graph;
}

function recordWith(
  rows: number,
  inputs: readonly GraphInput[],
  f: (inputs: tf.Tensor[]) => readonly tf.Tensor[],
): RecordedGraph {
  return whileRecording(rows, (backend) => {
    const placeholders = inputs.map((input) => backend.placeholder(input.shape, input.dtype, input.rows ?? false));
    const outputs = f(placeholders.map(({ tensor }) => tensor)).map((tensor) => {
      const value = backend.recorded(tensor);
      // TensorFlow does not give an input back
      return value.node.placeholder ? backend.recorded(backend.executeSingleInput('Identity', tensor)) : value;
    });
    const used = reachableFrom(outputs);
    return {
      nodes: backend.nodes.filter((node) => used.has(node)),
      inputs: placeholders.map(({ node }) => (used.has(node) ? node : undefined)),
      outputs,
    };
  });
}

/** Throws TypeError where a graph, recorded with two numbers of rows, holds for one of them only. */
function refuseRows({ nodes }: RecordedGraph, other: RecordedGraph): void {
  const same = (a: GraphNode, b: GraphNode | undefined): boolean =>
    a.op === b?.op &&
    a.name === b.name &&
    a.constant?.data.length === b.constant?.data.length &&
    (a.constant?.data.every((value, i) => Object.is(value, b.constant!.data[i])) ?? true);
  const different = nodes.find((node, i) => !same(node, other.nodes[i]));
  if (!different && nodes.length === other.nodes.length) return;
  const user = nodes.find(({ inputs }) => inputs.some(({ node }) => node === different));
  throw new TypeError(`${user?.op ?? 'the function'} depends on the number of rows, which differs from run to run`);
}

/** The operations that the values depend on. */
function reachableFrom(values: readonly GraphValue[]): Set<GraphNode> {
  const found = new Set<GraphNode>();
  const open = values.map(({ node }) => node);
  for (let node = open.pop(); node; node = open.pop()) {
    if (found.has(node)) continue;
    found.add(node);
    open.push(...node.inputs.map((input) => input.node));
  }
  return found;
}
