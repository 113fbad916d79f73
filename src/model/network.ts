import * as tf from '@tensorflow/tfjs-core';
import { BOARD_SIZE, POLICY_SIZE } from '../chess/encoding.js';
import type { Tokenizer } from '../dialogue/tokenizer.js';
import type { NetworkConfig } from '../spec/index.js';
import { boardForward } from './board-forward.js';
import { generateReply, type ReplyOptions } from './generate.js';
import { initialValues, parameterShapes, type Parameters } from './parameters.js';

/**
 * Boards are evaluated in batches of exactly this size, the last one padded: matrix kernels add up in an order
 * that depends on the batch's shape, and a game must replay alone move for move.
 */
export const EVALUATION_BATCH = 64;

export interface BoardEvaluation {
  /** count x 4288 logits. */
  readonly policy: Float32Array;
  /** count x 3 probabilities: win, draw, loss for the mover. */
  readonly outcome: Float32Array;
}

/** A network's weights in memory, with its tokenizer. It owns its tensors: call `dispose`. */
export class Network {
  constructor(
    readonly config: NetworkConfig,
    readonly tokenizer: Tokenizer,
    readonly parameters: Parameters,
  ) {}

  /** planes: count x 1152 floats, as chess/encoding writes them. */
  async evaluate(planes: Float32Array, count: number): Promise<BoardEvaluation> {
    const policy = new Float32Array(count * POLICY_SIZE);
    const outcome = new Float32Array(count * 3);
    for (let from = 0; from < count; from += EVALUATION_BATCH) {
      const size = Math.min(EVALUATION_BATCH, count - from);
      const chunk = new Float32Array(EVALUATION_BATCH * BOARD_SIZE);
      chunk.set(planes.subarray(from * BOARD_SIZE, (from + size) * BOARD_SIZE));
      const [logits, probabilities] = tf.tidy(() => {
        const out = boardForward(this.config, this.parameters, tf.tensor2d(chunk, [EVALUATION_BATCH, BOARD_SIZE]));
        return [out.policy, tf.softmax(out.outcome)] as const;
      }) as unknown as [tf.Tensor, tf.Tensor];
      policy.set(((await logits.data()) as Float32Array).subarray(0, size * POLICY_SIZE), from * POLICY_SIZE);
      outcome.set(((await probabilities.data()) as Float32Array).subarray(0, size * 3), from * 3);
      tf.dispose([logits, probabilities]);
    }
    return { policy, outcome };
  }

  /** The network's answer to a conversation, oldest turn first. */
  reply(turns: readonly string[], options: ReplyOptions): Promise<string> {
    return generateReply(this, turns, options);
  }

  dispose(): void {
    tf.dispose(Object.values(this.parameters));
  }
}

/** A new, untrained network: equal for equal config and seed. */
export function createNetwork(config: NetworkConfig, tokenizer: Tokenizer, seed: number): Network {
  return networkFrom(config, tokenizer, initialValues(config, seed));
}

/** Builds a network from values by parameter name; every name of the config must be there. */
export function networkFrom(config: NetworkConfig, tokenizer: Tokenizer, values: ReadonlyMap<string, Float32Array>): Network {
  const parameters: Record<string, tf.Tensor> = {};
  for (const { name, shape } of parameterShapes(config)) {
    parameters[name] = tf.tensor(values.get(name)!, [...shape], 'float32');
  }
  return new Network(config, tokenizer, parameters);
}
