import type * as tf from '@tensorflow/tfjs-core';
import type { GraphNode, GraphType, GraphValue, RecordedGraph } from './recorded-graph.js';
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
  return whileRecording((backend) => {
    const placeholders = inputs.map(({ shape, dtype, rows = false }) => backend.placeholder(shape, dtype, rows));
    const outputs = f(placeholders.map(({ tensor }) => tensor)).map((tensor) => backend.recorded(tensor));
    const used = reachableFrom(outputs);
    return {
      nodes: backend.nodes.filter((node) => used.has(node)),
      inputs: placeholders.map(({ node }) => (used.has(node) ? node : undefined)),
      outputs,
    };
  });
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
