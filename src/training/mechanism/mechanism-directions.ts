/**
 * Directions in the trunk: where positive replies lie from negative ones, and directions of the same length that mean
 * nothing.
 */
import * as tf from '@tensorflow/tfjs-core';
import { BOARD_SIZE, writePlanes } from '../../chess/board/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import { euclideanNorm } from '../../model/checkpoint/index.js';
import { boardTower, trunkStates } from '../../model/forward/index.js';
import { isEvaluation, randomFromHash, sha256Hex, shuffle } from '../../spec/index.js';
import type { Probe } from '../checks/index.js';
import { loadTrainingReplies, type RepliesOptions } from './mechanism-replies.js';
import { type ActivationMatrix, chatActivations } from './probe-activations.js';

export const DIRECTION_KINDS = ['sentiment', 'shuffled', 'random'] as const;
/**
 * `sentiment`: mean of positive replies minus mean of negative ones. Controls, of the same length: `shuffled`, the
 * difference of two halves of the same replies dealt at random, which lies where activations vary; `random`, which may
 * lie anywhere.
 */
export type DirectionKind = (typeof DIRECTION_KINDS)[number];

export interface Direction {
  readonly kind: DirectionKind;
  /** W numbers, to be added behind the block. */
  readonly vector: Float32Array;
}

export interface Directions {
  readonly directions: readonly Direction[];
  /** Length of all of them. */
  readonly length: number;
  /** Replies of each tone. */
  readonly examples: number;
}

/** Behind block `block`, over the mean of each reply's tokens. Throws MechanismError for too few replies. */
export async function steeringDirections(
  network: Network,
  block: number,
  options: RepliesOptions,
): Promise<Directions> {
  const { sequences, labels } = await loadTrainingReplies(network, options);
  const rows = (await chatActivations(network, sequences)).mean[block + 1]!;
  const sentiment = meanDifference(rows, labels);
  const length = euclideanNorm(sentiment);
  const dealt = Int8Array.from(shuffle([...labels], randomFromHash(sha256Hex(`shuffled direction/${options.seed}`))));
  const directions: Direction[] = [
    { kind: 'sentiment', vector: sentiment },
    { kind: 'shuffled', vector: rescaled(meanDifference(rows, dealt), length) },
    { kind: 'random', vector: rescaled(normalVector(rows.width, `random direction/${options.seed}`), length) },
  ];
  return { directions, length, examples: labels.length / 2 };
}

/** Mean row of label 1 minus mean row of label -1; both are as many. */
export function meanDifference({ data, rows, width }: ActivationMatrix, labels: Int8Array): Float32Array {
  const sums = new Float64Array(width);
  for (let i = 0; i < rows; i++) for (let j = 0; j < width; j++) sums[j]! += labels[i]! * data[i * width + j]!;
  return Float32Array.from(sums, (sum) => sum / (rows / 2));
}

function rescaled(vector: Float32Array, length: number): Float32Array {
  const factor = length / euclideanNorm(vector);
  return vector.map((value) => value * factor);
}

function normalVector(count: number, name: string): Float32Array {
  const random = randomFromHash(sha256Hex(name));
  return Float32Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next()),
  );
}

/**
 * Mean length of the rows that boards have behind the block: what a dose is to be seen beside. Null for a network that
 * evaluates.
 */
export async function meanBoardRowNorm(
  { config, parameters }: Network,
  block: number,
  probes: readonly Probe[],
): Promise<number | null> {
  if (isEvaluation(config)) return null;
  const planes = new Float32Array(probes.length * BOARD_SIZE);
  probes.forEach(({ position }, row) => writePlanes(position, planes, row * BOARD_SIZE));
  const mean = tf.tidy(() => {
    const rows = trunkStates(
      config,
      parameters,
      boardTower(config, parameters, tf.tensor2d(planes, [probes.length, BOARD_SIZE])),
    )[block + 1]!;
    return tf.mean(tf.norm(rows, 'euclidean', 1));
  });
  const [value] = await mean.data();
  mean.dispose();
  return value!;
}
