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

import { blockProducts, boardProducts, bypassProducts } from './flop.js';
import { chatTrunk, isEvaluation, isPretrained, isRecurrent, type NetworkConfig } from './network.js';

/** One part of the graph with its cost. */
export interface GraphPart {
  /** Block as `blockOf` names it; the board's tower and its heads have one name each. */
  readonly block: string;
  /** False for a product of rows with rows. */
  readonly weights: boolean;
  /** Unit of the count: input tokens, tokens whose successor is learnt, or boards. */
  readonly per: keyof RowCounts;
  /** FLOP of the forward pass per unit. */
  readonly flop: number;
}

/** Numbers of units in a batch. */
export interface RowCounts {
  /** Input tokens, including padding and prompts. */
  readonly token: number;
  readonly target: number;
  readonly board: number;
}

/**
 * Returns the parts from tokens to logits, in the order of the forward pass, for sequences of `length` tokens. Trunk
 * and head process only tokens whose successor is learnt.
 */
export function chatParts(config: NetworkConfig, length: number): GraphPart[] {
  const { chat, trunk } = config;
  const part = (block: string, per: GraphPart['per'], products: number, weights = true): GraphPart => ({
    block,
    weights,
    per,
    flop: 2 * products,
  });
  const { before, attention, after } = blockProducts(chat, length);
  const tower = Array.from({ length: chat.layers }, (_, i): GraphPart[] =>
    isRecurrent(chat)
      ? [part(`chat.layer${i}`, 'token', before)]
      : [
          part(`chat.block${i}`, 'token', before),
          part(`chat.block${i}`, 'token', attention, false),
          // nothing after the last attention is computed for rows without a target
          part(`chat.block${i}`, i === chat.layers - 1 ? 'target' : 'token', after),
        ],
  ).flat();
  return [
    // table look-ups without products; listed because the gradient reaches them when they are trained
    ...['chat.prompt', 'chat.embedding', 'chat.position'].map((block) => part(block, 'token', 0)),
    ...tower,
    part('chat.norm', 'target', 0),
    part('chat.project', 'target', chat.width * trunk.width),
    ...Array.from({ length: trunk.layers }, (_, i) =>
      part(`${chatTrunk(config)}.block${i}`, 'target', 2 * trunk.width * trunk.hidden),
    ),
    part('chat.head', 'target', trunk.width * chat.width),
    ...(isPretrained(chat) ? [part('chat.directions', 'target', bypassProducts(chat), false)] : []),
    part(isPretrained(chat) && !chat.tied ? 'chat.output' : 'chat.embedding', 'target', chat.width * chat.vocabulary),
  ];
}

/** Returns the parts from the board to policy and outcome, in the order of the forward pass. */
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

/** Returns the FLOP of training the blocks `moved` on `rows`; `parts` must be in the order of the forward pass. */
export function trainingFlop(parts: readonly GraphPart[], moved: ReadonlySet<string>, rows: RowCounts): number {
  const first = parts.findIndex(({ block }) => moved.has(block));
  return parts.reduce((sum, { block, weights, per, flop }, at) => {
    const backward = first === -1 || at < first ? 0 : weights ? 1 + Number(moved.has(block)) : 2;
    return sum + (1 + backward) * flop * rows[per];
  }, 0);
}
