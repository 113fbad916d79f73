import * as tf from '@tensorflow/tfjs-core';
import type { Chess } from 'chessops';
import { BOARD_SIZE, expandPlanes, packPosition, POLICY_SIZE, RECORD_BYTES } from '../chess/encoding.js';
import type { NetworkConfig } from '../spec/index.js';
import { boardForward } from './board-forward.js';
import type { Parameters } from './parameters.js';

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

/** What a network with a policy thinks of the positions. */
export async function judgeByPolicy(config: NetworkConfig, p: Parameters, positions: readonly Chess[]): Promise<BoardEvaluation> {
  const policy = new Float32Array(positions.length * POLICY_SIZE);
  const outcome = new Float32Array(positions.length * 3);
  const record = new Uint8Array(RECORD_BYTES);
  for (let from = 0; from < positions.length; from += EVALUATION_BATCH) {
    const size = Math.min(EVALUATION_BATCH, positions.length - from);
    const planes = new Float32Array(EVALUATION_BATCH * BOARD_SIZE);
    for (let row = 0; row < size; row++) {
      packPosition(positions[from + row]!, record, 0);
      expandPlanes(record, 0, planes, row * BOARD_SIZE);
    }
    const [logits, probabilities] = tf.tidy(() => {
      const out = boardForward(config, p, tf.tensor2d(planes, [EVALUATION_BATCH, BOARD_SIZE]));
      return [out.policy, tf.softmax(out.outcome)] as const;
    }) as unknown as [tf.Tensor, tf.Tensor];
    policy.set(((await logits.data()) as Float32Array).subarray(0, size * POLICY_SIZE), from * POLICY_SIZE);
    outcome.set(((await probabilities.data()) as Float32Array).subarray(0, size * 3), from * 3);
    tf.dispose([logits, probabilities]);
  }
  return { policy, outcome };
}
