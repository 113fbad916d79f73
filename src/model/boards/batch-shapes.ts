/**
 * Batch sizes that give bit-identical results. Matrix kernels sum in an order that may depend on the batch's shape, yet
 * a game must replay alone move for move. So boards are evaluated in batches of a few sizes only, padded, and a size is
 * used only after its results were found, on this machine, to equal those of REFERENCE_BATCH to the bit:
 * docs/decisions/0001.
 */
import * as tf from '@tensorflow/tfjs-core';
import { BOARD_SIZE } from '../../chess/board/index.js';
import { randomFromState } from '../../spec/index.js';
import { MAX_BATCH } from './board-batch.js';

/** The batch size that all others must agree with. */
const REFERENCE_BATCH = 64;

const SIZES: readonly number[] = [8, 16, 32, 64, 96, 128, 160, 192, 224, MAX_BATCH];

/** planes (B, 1152) -> all outputs that must not depend on B, each with B rows. The caller disposes of them. */
export type BatchForward = (planes: tf.Tensor2D) => tf.Tensor[];

/**
 * The usable batch sizes for one kind of network on this backend. A size is tested when it is first needed, with the
 * network that needs it.
 */
export class ReproducibleSizes {
  private readonly reproducible = new Map<number, boolean>([[REFERENCE_BATCH, true]]);

  /**
   * Returns the batch size for `count` boards, at most MAX_BATCH. It is less than `count` where only a smaller size is
   * reproducible.
   */
  sizeFor(count: number, forward: BatchForward): number {
    return SIZES.find((size) => size >= count && this.isReproducible(size, forward)) ?? REFERENCE_BATCH;
  }

  private isReproducible(size: number, forward: BatchForward): boolean {
    let equal = this.reproducible.get(size);
    if (equal === undefined) {
      const reference: number[] = [];
      while (reference.length < size) reference.push(...rowHashes(forward, reference.length, REFERENCE_BATCH));
      equal = rowHashes(forward, 0, size).every((hash, row) => hash === reference[row]);
      this.reproducible.set(size, equal);
    }
    return equal;
  }
}

/** One hash per row of the bits of its outputs, for the synthetic boards from number `first` on. */
function rowHashes(forward: BatchForward, first: number, size: number): number[] {
  const outputs = tf.tidy(() => forward(tf.tensor2d(syntheticBoards(first, size), [size, BOARD_SIZE])));
  const hashes = new Array<number>(size).fill(0);
  for (const output of outputs) {
    const values = output.dataSync() as Float32Array;
    const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
    const width = bits.length / size;
    for (let at = 0; at < bits.length; at++) {
      const row = Math.floor(at / width);
      hashes[row] = (Math.imul(hashes[row]!, 31) + bits[at]!) | 0;
    }
  }
  tf.dispose(outputs);
  return hashes;
}

/** Random inputs that resemble boards in what matters to a sum: about 36 values of 1 and some fractions among 1152. */
function syntheticBoards(first: number, count: number): Float32Array {
  const planes = new Float32Array(count * BOARD_SIZE);
  for (let row = 0; row < count; row++) {
    const random = randomFromState([first + row + 1, 2, 3, 4]);
    for (let skip = 0; skip < 16; skip++) random.uint32();
    for (let piece = 0; piece < 36; piece++) planes[row * BOARD_SIZE + random.below(BOARD_SIZE)] = 1;
    for (let clock = 0; clock < 16; clock++) planes[row * BOARD_SIZE + random.below(BOARD_SIZE)] = random.next();
  }
  return planes;
}

const sizesByConfig = new Map<string, ReproducibleSizes>();

/** Returns the sizes for networks of one config. Networks of equal config share them: weights do not matter. */
export function reproducibleSizes(config: object): ReproducibleSizes {
  const key = `${tf.getBackend()} ${JSON.stringify(config)}`;
  let sizes = sizesByConfig.get(key);
  if (!sizes) sizesByConfig.set(key, (sizes = new ReproducibleSizes()));
  return sizes;
}
