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
/** Positions of which the base's evaluations are computed at a time. */
const BATCH = 64;

/** A pool of self-play positions with the base's evaluations of them. */
export class SelfPlayReplay {
  readonly #order: EpochOrder;

  private constructor(
    private readonly config: NetworkConfig,
    readonly pool: readonly SelfPlayPosition[],
    /** The base's log-probabilities of the moves, or its evaluation in pawns, by position. */
    private readonly ofBase: readonly Float32Array[],
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
    return new SelfPlayReplay(base.config, pool, await evaluations(base, pool), seed, batch);
  }

  /** The positions of a step, from 0: the boards, and the base's evaluations. The caller disposes of the tensors. */
  inputs(step: number): [boards: tf.Tensor2D, ofBase: tf.Tensor2D] {
    const chosen = this.#order.at(step, this.batch);
    const width = this.ofBase[0]!.length;
    const values = new Float32Array(chosen.length * width);
    chosen.forEach((at, row) => values.set(this.ofBase[at]!, row * width));
    return [
      packBoards(
        this.config,
        chosen.map((at) => this.pool[at]!),
      ),
      tf.tensor2d(values, [chosen.length, width]),
    ];
  }
}

/**
 * Mean KL(base || child) of the raw policy over a step's positions, in nats; for an evaluation network, the mean
 * squared difference of the evaluations, in pawns squared. The tensors are those of `inputs`. Must run inside a tidy.
 */
export function replayLoss(config: NetworkConfig, p: Parameters, boards: tf.Tensor2D, ofBase: tf.Tensor2D): tf.Scalar {
  const child = evaluate(config, p, boards);
  if (isEvaluation(config)) return tf.mean(tf.square(tf.sub(child, ofBase)));
  return tf.div(tf.sum(tf.mul(tf.exp(ofBase), tf.sub(ofBase, child))), boards.shape[0]);
}

/** Log-probabilities (B, 4288) of the moves by the raw policy, or evaluations (B, 1) in pawns. */
function evaluate(config: NetworkConfig, p: Parameters, boards: tf.Tensor2D): tf.Tensor2D {
  if (isEvaluation(config)) return tf.reshape(evaluationForward(config, p, boards), [boards.shape[0], 1]);
  return tf.logSoftmax(boardForward(config, p, boards).policy);
}

async function evaluations(base: Network, pool: readonly SelfPlayPosition[]): Promise<Float32Array[]> {
  const all: Float32Array[] = [];
  for (let from = 0; from < pool.length; from += BATCH) {
    const part = pool.slice(from, from + BATCH);
    const result = tf.tidy(() => evaluate(base.config, base.parameters, packBoards(base.config, part)));
    const values = (await result.data()) as Float32Array;
    const width = values.length / part.length;
    part.forEach((_, row) => all.push(values.slice(row * width, (row + 1) * width)));
    result.dispose();
  }
  return all;
}

/** The network's inputs for these positions: (B, 1152), or (B, 808) for an evaluation network. */
function packBoards(config: NetworkConfig, positions: readonly SelfPlayPosition[]): tf.Tensor2D {
  const size = isEvaluation(config) ? SPEARS_BITS : BOARD_SIZE;
  const bytes = new Uint8Array(isEvaluation(config) ? SPEARS_BYTES : RECORD_BYTES);
  const values = new Float32Array(positions.length * size);
  positions.forEach(({ position }, row) => {
    if (isEvaluation(config)) {
      packSpears(position, bytes, 0);
      expandSpears(bytes, 0, values, row * size);
    } else {
      packPosition(position, bytes, 0);
      expandPlanes(bytes, 0, values, row * size);
    }
  });
  return tf.tensor2d(values, [positions.length, size]);
}
