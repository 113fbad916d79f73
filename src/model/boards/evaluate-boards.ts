import * as tf from '@tensorflow/tfjs-core';
import type { Chess } from 'chessops';
import { BOARD_SIZE, POLICY_SIZE, writePlanes } from '../../chess/board/index.js';
import type { PolicyNetwork } from '../../spec/index.js';
import type { Parameters } from '../forward/index.js';
import { boardForward } from '../forward/index.js';
import { MAX_BATCH } from './board-batch.js';

/** Evaluation of positions over all moves. */
export interface BoardEvaluation {
  /** count x 4288 logits. */
  readonly policy: Float32Array;
  /** count x 3 probabilities: win, draw, loss for the side to move. */
  readonly outcome: Float32Array;
}

/** Evaluates positions with a policy network, over all moves. Games use evaluate-moves, which copies far less. */
export async function evaluateByPolicy(
  config: PolicyNetwork,
  p: Parameters,
  positions: readonly Chess[],
): Promise<BoardEvaluation> {
  const policy = new Float32Array(positions.length * POLICY_SIZE);
  const outcome = new Float32Array(positions.length * 3);
  for (let from = 0; from < positions.length; from += MAX_BATCH) {
    const count = Math.min(MAX_BATCH, positions.length - from);
    const planes = new Float32Array(count * BOARD_SIZE);
    for (let row = 0; row < count; row++) writePlanes(positions[from + row]!, planes, row * BOARD_SIZE);
    const [logits, probabilities] = tf.tidy(() => {
      const out = boardForward(config, p, tf.tensor2d(planes, [count, BOARD_SIZE]));
      return [out.policy, tf.softmax(out.outcome)] as const;
    }) as unknown as [tf.Tensor, tf.Tensor];
    policy.set((await logits.data()) as Float32Array, from * POLICY_SIZE);
    outcome.set((await probabilities.data()) as Float32Array, from * 3);
    tf.dispose([logits, probabilities]);
  }
  return { policy, outcome };
}
