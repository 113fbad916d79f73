/**
 * Floating-point operations of training, counted part by part along the graph, so that frozen parts count for what they
 * cost. A multiply and an add count as two, as in OpenAI's "AI and Compute" (2018); activations, norms and the
 * optimiser are left out.
 *
 * Forward, every part counts once. Backward, a product of weights with rows takes two products of the same size: one
 * for the weights' gradient, one for the rows'. So a part whose weights are learnt counts three times in all, as in
 * Kaplan et al. (arXiv 2001.08361), 2.1. A frozen part counts twice when something before it is learnt (the gradient
 * passes through it), and once when nothing is. A product of rows with rows (the scores of attention) has no weights,
 * and takes two products backward where the gradient passes.
 */

import { boardProducts } from './flop.js';
import { chatTrunk, isEvaluation, isRecurrent, type NetworkConfig } from './network.js';

export interface GraphPart {
  /** As `blockOf` names it; parts of the board's tower and heads under one name each. */
  readonly block: string;
  /** False for a product of rows with rows. */
  readonly weights: boolean;
  /** What it is done for: every token that goes in, every token whose successor is learnt, or every board. */
  readonly per: keyof RowCounts;
  /** Of the forward pass, for one of those. */
  readonly flop: number;
}

export interface RowCounts {
  /** Padding and prompts included. */
  readonly token: number;
  readonly target: number;
  readonly board: number;
}

/**
 * From the tokens to the logits, in sequences of `length`. The trunk and the head see those tokens alone whose
 * successor is learnt.
 */
export function chatParts(config: NetworkConfig, length: number): GraphPart[] {
  const { chat, trunk } = config;
  const part = (block: string, per: GraphPart['per'], products: number, weights = true): GraphPart => ({
    block,
    weights,
    per,
    flop: 2 * products,
  });
  const tower = Array.from({ length: chat.layers }, (_, i): GraphPart[] =>
    isRecurrent(chat)
      ? [part(`chat.layer${i}`, 'token', 6 * chat.width ** 2)]
      : [
          part(`chat.block${i}`, 'token', 12 * chat.width ** 2),
          part(`chat.block${i}`, 'token', 2 * length * chat.width, false),
        ],
  ).flat();
  return [
    // looked up, not multiplied; they stand here because the gradient comes down to them when they are learnt
    ...['chat.prompt', 'chat.embedding', 'chat.position'].map((block) => part(block, 'token', 0)),
    ...tower,
    part('chat.project', 'target', chat.width * trunk.width),
    ...Array.from({ length: trunk.layers }, (_, i) =>
      part(`${chatTrunk(config)}.block${i}`, 'target', 2 * trunk.width * trunk.hidden),
    ),
    part('chat.head', 'target', trunk.width * chat.width),
    part('chat.embedding', 'target', chat.width * chat.vocabulary),
  ];
}

/** From the board to the policy and the outcome. */
export function boardParts(config: NetworkConfig): GraphPart[] {
  const { trunk } = config;
  const { tower, trunk: through, heads } = boardProducts(config);
  const part = (block: string, products: number): GraphPart => ({
    block,
    weights: true,
    per: 'board',
    flop: 2 * products,
  });
  return [
    part('chess', tower),
    ...Array.from({ length: trunk.layers }, (_, i) => part(`trunk.block${i}`, through / trunk.layers)),
    part(isEvaluation(config) ? 'value' : 'policy', heads),
  ];
}

/** Of learning `moved` blocks on so many rows; parts in the order of the forward pass. */
export function trainingFlop(parts: readonly GraphPart[], moved: ReadonlySet<string>, rows: RowCounts): number {
  const first = parts.findIndex(({ block }) => moved.has(block));
  return parts.reduce((sum, { block, weights, per, flop }, at) => {
    const backward = first === -1 || at < first ? 0 : weights ? 1 + Number(moved.has(block)) : 2;
    return sum + (1 + backward) * flop * rows[per];
  }, 0);
}
