/**
 * Steering directions in the trunk: from negative to positive replies, and control directions of the same length.
 */
import * as tf from '@tensorflow/tfjs-core';
import { BOARD_SIZE, writePlanes } from '../../chess/board/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import { euclideanNorm } from '../../model/checkpoint/index.js';
import { boardTower, trunkStates } from '../../model/forward/index.js';
import { isEvaluation } from '../../spec/index.js';
import { randomFromHash, sha256Hex, shuffle } from '../../spec/keys/index.js';
import type { SelfPlayPosition } from '../checks/index.js';
import { loadTrainingReplies, type RepliesOptions } from './mechanism-replies.js';
import { type ActivationMatrix, chatActivations } from './probe-activations.js';

/**
 * `sentiment`: mean of positive replies minus mean of negative ones. Controls of the same length: `shuffled`, the
 * difference between random halves of the same replies, which lies in the subspace where activations vary; `random`, an
 * isotropic direction.
 */
export type DirectionKind = 'sentiment' | 'shuffled' | 'random';

/** A steering direction. */
export interface Direction {
  readonly kind: DirectionKind;
  /** W numbers, to be added to the output of the block. */
  readonly vector: Float32Array;
}

interface Directions {
  readonly directions: readonly Direction[];
  /** Euclidean norm of each. */
  readonly length: number;
  /** Number of replies of each tone. */
  readonly examples: number;
}

/**
 * Computes the directions at the output of block `block`, from the mean over each reply's tokens. Throws MechanismError
 * for too few replies, FileError for a dataset that cannot be read.
 */
export async function steeringDirections(
  network: Network,
  block: number,
  options: RepliesOptions,
): Promise<Directions> {
  const { sequences, labels } = await loadTrainingReplies(network, options);
  const rows = (await chatActivations(network, sequences)).mean[block + 1]!;
  const sentiment = meanDifference(rows, labels);
  const length = euclideanNorm(sentiment);
  const shuffled = Int8Array.from(
    shuffle([...labels], randomFromHash(sha256Hex(`shuffled direction/${options.seed}`))),
  );
  const directions: Direction[] = [
    { kind: 'sentiment', vector: sentiment },
    { kind: 'shuffled', vector: rescaled(meanDifference(rows, shuffled), length) },
    { kind: 'random', vector: rescaled(normalVector(rows.width, `random direction/${options.seed}`), length) },
  ];
  return { directions, length, examples: labels.length / 2 };
}

/** Mean row of label 1 minus mean row of label -1; both labels are equally frequent. */
function meanDifference({ data, rows, width }: ActivationMatrix, labels: Int8Array): Float32Array {
  const sums = new Float64Array(width);
  for (let i = 0; i < rows; i++) for (let j = 0; j < width; j++) sums[j]! += labels[i]! * data[i * width + j]!;
  return Float32Array.from(sums, (sum) => sum / (rows / 2));
}

function rescaled(vector: Float32Array, length: number): Float32Array {
  const factor = length / euclideanNorm(vector);
  return vector.map((value) => value * factor);
}

/** Normal deviates by the Box-Muller transform. */
function normalVector(count: number, name: string): Float32Array {
  const random = randomFromHash(sha256Hex(name));
  return Float32Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next()),
  );
}

/**
 * Mean norm of the boards' rows at the output of the block, as a scale for doses. Null for an evaluation network.
 */
export async function meanBoardRowNorm(
  { config, parameters }: Network,
  block: number,
  positions: readonly SelfPlayPosition[],
): Promise<number | null> {
  if (isEvaluation(config)) return null;
  const planes = new Float32Array(positions.length * BOARD_SIZE);
  positions.forEach(({ position }, row) => writePlanes(position, planes, row * BOARD_SIZE));
  const mean = tf.tidy(() => {
    const rows = trunkStates(
      config,
      parameters,
      boardTower(config, parameters, tf.tensor2d(planes, [positions.length, BOARD_SIZE])),
    )[block + 1]!;
    return tf.mean(tf.norm(rows, 'euclidean', 1));
  });
  const [value] = await mean.data();
  mean.dispose();
  return value!;
}
