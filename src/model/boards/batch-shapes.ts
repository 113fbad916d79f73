/**
 * Matrix kernels add up in an order that may depend on the batch's shape, and a game must replay alone move for move.
 * So boards are judged in batches of certain sizes only, the rest padded, and a size is used only if it was seen to
 * give the bits that batches of REFERENCE give, here and now: docs/decisions/0001.
 */
import * as tf from '@tensorflow/tfjs-core';
import { BOARD_SIZE } from '../../chess/board/index.js';
import { randomFromState } from '../../spec/index.js';
import { MAX_BATCH } from './board-batch.js';

/** The size that all others have to agree with. */
export const REFERENCE_BATCH = 64;

const SIZES: readonly number[] = [8, 16, 32, 64, 96, 128, 160, 192, 224, MAX_BATCH];

/** planes (B, 1152) -> all outputs that must not depend on B, each with B rows. They are disposed of by the caller. */
export type BatchForward = (planes: tf.Tensor2D) => tf.Tensor[];

/**
 * The sizes for one kind of network on this backend. Each is tried when it is first wanted, with the network that wants
 * it.
 */
export class ReproducibleSizes {
  private readonly reproducible = new Map<number, boolean>([[REFERENCE_BATCH, true]]);

  /**
   * The size of a batch for `count` boards, at most LARGEST_BATCH; less than `count` where only a smaller size holds.
   */
  sizeFor(count: number, forward: BatchForward): number {
    return SIZES.find((size) => size >= count && this.isReproducible(size, forward)) ?? REFERENCE_BATCH;
  }

  private isReproducible(size: number, forward: BatchForward): boolean {
    let verdict = this.reproducible.get(size);
    if (verdict === undefined) {
      const reference: number[] = [];
      while (reference.length < size) reference.push(...rowHashes(forward, reference.length, REFERENCE_BATCH));
      verdict = rowHashes(forward, 0, size).every((mark, row) => mark === reference[row]);
      this.reproducible.set(size, verdict);
    }
    return verdict;
  }
}

/** One number for the bits of each row's outputs, of the made-up boards from number `from` on. */
function rowHashes(forward: BatchForward, from: number, size: number): number[] {
  const outputs = tf.tidy(() => forward(tf.tensor2d(syntheticBoards(from, size), [size, BOARD_SIZE])));
  const numbers = new Array<number>(size).fill(0);
  for (const output of outputs) {
    const values = output.dataSync() as Float32Array;
    const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
    const width = bits.length / size;
    for (let at = 0; at < bits.length; at++) {
      const row = Math.floor(at / width);
      numbers[row] = (Math.imul(numbers[row]!, 31) + bits[at]!) | 0;
    }
  }
  tf.dispose(outputs);
  return numbers;
}

/** Like boards in what matters to a sum: about 36 values of 1 and some fractions among 1152. */
function syntheticBoards(from: number, count: number): Float32Array {
  const planes = new Float32Array(count * BOARD_SIZE);
  for (let row = 0; row < count; row++) {
    const random = randomFromState([from + row + 1, 2, 3, 4]);
    for (let skip = 0; skip < 16; skip++) random.uint32();
    for (let piece = 0; piece < 36; piece++) planes[row * BOARD_SIZE + random.below(BOARD_SIZE)] = 1;
    for (let clock = 0; clock < 16; clock++) planes[row * BOARD_SIZE + random.below(BOARD_SIZE)] = random.next();
  }
  return planes;
}

const sizesByConfig = new Map<string, ReproducibleSizes>();

/** The sizes for networks of one config: the kernels look at shapes, not at weights. */
export function batchShapesFor(config: object): ReproducibleSizes {
  const key = `${tf.getBackend()} ${JSON.stringify(config)}`;
  let shapes = sizesByConfig.get(key);
  if (!shapes) sizesByConfig.set(key, (shapes = new ReproducibleSizes()));
  return shapes;
}
