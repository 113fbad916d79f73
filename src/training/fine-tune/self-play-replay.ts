/**
 * Replay of the base's own chess against forgetting: while the child learns to chat, its evaluations are held to the
 * base's on positions that the base made by playing against itself. Samples of a model's own prevent forgetting as well
 * as data do (Marek et al., arXiv 2605.26097), so no games are needed.
 */
import * as tf from '@tensorflow/tfjs-core';
import {
  BOARD_SIZE,
  expandPlanes,
  expandSpears,
  packPosition,
  packSpears,
  RECORD_BYTES,
  SPEARS_BITS,
  SPEARS_BYTES,
} from '../../chess/board/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import type { Parameters } from '../../model/forward/index.js';
import { boardForward, evaluationForward } from '../../model/forward/index.js';
import { isEvaluation, type NetworkConfig } from '../../spec/index.js';
import { type SelfPlayPosition, selfPlayPositions } from '../checks/index.js';
import { EpochOrder } from '../optimiser/index.js';

/** The games give about 1,000 positions and differ from those of the checks. */
const GAMES = 40;
const MAX_PLIES = 100;
const STRIDE = 4;

/** A pool of self-play positions and the loss on them. `batch`: positions per step. */
export class SelfPlayReplay {
  readonly #order: EpochOrder;

  private constructor(
    private readonly base: Network,
    readonly pool: readonly SelfPlayPosition[],
    seed: number,
    private readonly batch: number,
  ) {
    this.#order = new EpochOrder(`replay order/${seed}/${pool.length}`, pool.length);
  }

  /** Plays the games, the same for the same base and seed. `batch`: positions per step. */
  static async create(base: Network, seed: number, batch: number): Promise<SelfPlayReplay> {
    const pool = await selfPlayPositions(base, {
      name: `replay/${seed}`,
      games: GAMES,
      maxPlies: MAX_PLIES,
      stride: STRIDE,
    });
    return new SelfPlayReplay(base, pool, seed, batch);
  }

  /**
   * Mean KL(base || child) of the raw policy over the step's positions, in nats; for an evaluation network, the mean
   * squared difference of the evaluations, in pawns squared. Must run inside a tidy; steps count from 0.
   */
  loss(config: NetworkConfig, p: Parameters, step: number): tf.Scalar {
    const positions = this.#order.at(step, this.batch).map((at) => this.pool[at]!);
    if (isEvaluation(config)) {
      const bits = packSpearsBits(positions);
      return tf.mean(
        tf.square(tf.sub(evaluationForward(config, p, bits), evaluationForward(config, this.base.parameters, bits))),
      );
    }
    const planes = packPlanes(positions);
    const logPolicy = (parameters: Parameters): tf.Tensor2D =>
      tf.logSoftmax(boardForward(config, parameters, planes).policy);
    const [base, child] = [logPolicy(this.base.parameters), logPolicy(p)];
    return tf.div(tf.sum(tf.mul(tf.exp(base), tf.sub(base, child))), positions.length);
  }
}

function packPlanes(positions: readonly SelfPlayPosition[]): tf.Tensor2D {
  const planes = new Float32Array(positions.length * BOARD_SIZE);
  const record = new Uint8Array(RECORD_BYTES);
  positions.forEach(({ position }, row) => {
    packPosition(position, record, 0);
    expandPlanes(record, 0, planes, row * BOARD_SIZE);
  });
  return tf.tensor2d(planes, [positions.length, BOARD_SIZE]);
}

function packSpearsBits(positions: readonly SelfPlayPosition[]): tf.Tensor2D {
  const bits = new Float32Array(positions.length * SPEARS_BITS);
  const bytes = new Uint8Array(SPEARS_BYTES);
  positions.forEach(({ position }, row) => {
    packSpears(position, bytes, 0);
    expandSpears(bytes, 0, bits, row * SPEARS_BITS);
  });
  return tf.tensor2d(bits, [positions.length, SPEARS_BITS]);
}
