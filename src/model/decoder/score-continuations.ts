/**
 * How likely a decoder finds each of several continuations of a text, in one pass. The tokens of all continuations form
 * a tree: what two of them begin with is there once. The pass has the text and then the tree's inner nodes as one
 * sequence, in which a node sees the text, its ancestors and itself, and has the position that it has in its
 * continuation. So the text is computed once for all of them, and no logit is computed twice. (Masks of that form:
 * Miao et al., arXiv 2305.09781, section 4.)
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Parameters } from '../forward/index.js';
import type { SourceConfig } from '../source/index.js';
import { blockInput, blockOutput, headLogits, placesOf } from '../transformer/index.js';

const UNSEEN = -1e9;

/** A node of the tree that has children: a token after others, which is one more row of the pass. */
interface InnerNode {
  readonly token: number;
  /** Index of the node before it; -1 for the end of the text. */
  readonly parent: number;
  /** Tokens after the text, from 1. */
  readonly depth: number;
}

/**
 * Returns the log-probability of each continuation after the text, in nats: the sum of those of its tokens. Neither the
 * text nor a continuation may be empty; together they must fit the context.
 */
export async function scoreContinuations(
  config: SourceConfig,
  p: Parameters,
  text: readonly number[],
  continuations: readonly (readonly number[])[],
): Promise<Float32Array> {
  const { nodes, steps } = treeOf(continuations);
  const parts = tf.tidy(() => {
    const logits = logitsAfter(config, p, text, nodes);
    const likely = tf.sub(logits, tf.logSumExp(logits, 1, true));
    const places = steps.flat().flatMap(({ row, token }) => [row, token]);
    return tf.gatherND(likely, tf.tensor2d(places, [places.length / 2, 2], 'int32'));
  });
  const values = await parts.data<'float32'>();
  parts.dispose();
  let at = 0;
  return Float32Array.from(steps, (own) => own.reduce((sum) => sum + values[at++]!, 0));
}

/** A token of a continuation, and the row of logits that says how likely it is: 0 is the end of the text. */
interface Step {
  readonly row: number;
  readonly token: number;
}

/** The inner nodes, parents first, and the steps of each continuation. */
function treeOf(continuations: readonly (readonly number[])[]): { nodes: InnerNode[]; steps: Step[][] } {
  const nodes: InnerNode[] = [];
  const known = new Map<string, number>();
  const steps = continuations.map((tokens) => {
    let parent = -1;
    return tokens.map((token, i) => {
      const step = { row: parent + 1, token };
      if (i < tokens.length - 1) {
        const name = `${parent} ${token}`;
        if (!known.has(name)) known.set(name, nodes.push({ token, parent, depth: i + 1 }) - 1);
        parent = known.get(name)!;
      }
      return step;
    });
  });
  return { nodes, steps };
}

/** Logits (1 + nodes, V) after the text and after each node. */
function logitsAfter(
  config: SourceConfig,
  p: Parameters,
  text: readonly number[],
  nodes: readonly InnerNode[],
): tf.Tensor2D {
  const before = text.length;
  const tokens = Int32Array.from([...text, ...nodes.map(({ token }) => token)]);
  const positions = Int32Array.from(tokens, (_, i) => (i < before ? i : before - 1 + nodes[i - before]!.depth));
  const places = placesOf(config, positions);
  const rows = Int32Array.from({ length: 1 + nodes.length }, (_, i) => before - 1 + i);
  const input = blockInput(config, p, tf.tensor1d(tokens, 'int32'), places);
  const pass = { sequences: 1, places, mask: treeMask(before, nodes) };
  return headLogits(config, p, blockOutput(config, p, input, pass, tf.tensor1d(rows, 'int32')));
}

/** (T, T): 0 where a row sees a column. */
function treeMask(before: number, nodes: readonly InnerNode[]): tf.Tensor2D {
  const length = before + nodes.length;
  const mask = new Float32Array(length * length).fill(UNSEEN);
  for (let row = 0; row < before; row++) mask.fill(0, row * length, row * length + row + 1);
  nodes.forEach((_, node) => {
    const from = (before + node) * length;
    mask.fill(0, from, from + before);
    for (let seen = node; seen >= 0; seen = nodes[seen]!.parent) mask[from + before + seen] = 0;
  });
  return tf.tensor2d(mask, [length, length]);
}
