import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expandSpears, SPEARS_BITS } from '../../chess/board/index.js';
import {
  centipawnsAt,
  EVALUATION_BYTES,
  HELD_OUT_EVALUATIONS_FILE,
  TRAIN_EVALUATIONS_FILE,
} from '../../chess/dataset/index.js';
import { FileError } from '../../files/index.js';
import { MAX_PAWNS } from '../../model/boards/index.js';
import type { Random } from '../../spec/keys/index.js';

/** A batch of B evaluated positions. */
export interface EvaluationBatch {
  /** B x 808. */
  readonly bits: Float32Array;
  /** Engine evaluations in pawns from White's view, clamped to MAX_PAWNS either way as Spears does. */
  readonly pawns: Float32Array;
}

/** Evaluated positions of a games dataset in memory, 108 bytes each; bits are expanded when a batch is made. */
export class EvaluationFile {
  private constructor(readonly records: Uint8Array) {}

  /** Reads a file of evaluated positions. Throws FileError `not-found` or `corrupt`. */
  static async open(path: string): Promise<EvaluationFile> {
    const records = await readFile(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      throw new FileError(
        'not-found',
        'this games dataset has no evaluations: import games whose comments hold [%eval ...]',
      );
    });
    if (records.length === 0 || records.length % EVALUATION_BYTES !== 0) {
      throw new FileError(
        'corrupt',
        `${basename(path)}: ${records.length} bytes are not a positive number of whole evaluations`,
      );
    }
    return new EvaluationFile(records);
  }

  /** Number of positions. */
  get count(): number {
    return this.records.length / EVALUATION_BYTES;
  }

  /** Evaluation of the position with this index: pawns from White's view, clamped. */
  pawns(index: number): number {
    return Math.min(MAX_PAWNS, Math.max(-MAX_PAWNS, centipawnsAt(this.records, index) / 100));
  }

  /** Mean absolute evaluation in pawns: the loss of a network that always outputs 0. */
  get meanAbsolutePawns(): number {
    let sum = 0;
    for (let index = 0; index < this.count; index++) sum += Math.abs(this.pawns(index));
    return sum / this.count;
  }

  /** Makes a batch of the positions with these indices. */
  batch(numbers: ArrayLike<number>): EvaluationBatch {
    const bits = new Float32Array(numbers.length * SPEARS_BITS);
    const pawns = new Float32Array(numbers.length);
    for (let i = 0; i < numbers.length; i++) {
      expandSpears(this.records, numbers[i]! * EVALUATION_BYTES, bits, i * SPEARS_BITS);
      pawns[i] = this.pawns(numbers[i]!);
    }
    return { bits, pawns };
  }

  /** Samples a batch with replacement. */
  sample(size: number, random: Random): EvaluationBatch {
    return this.batch(Int32Array.from({ length: size }, () => random.below(this.count)));
  }
}

/** The evaluations of a games dataset. */
export interface EvaluationData {
  readonly train: EvaluationFile;
  readonly heldOut: EvaluationFile;
  /**
   * Normaliser of the loss: the loss on the training positions of a network that always outputs 0, as other losses are
   * divided by that of a uniform guess. Pawns.
   */
  readonly unit: number;
}

/** Loads the evaluations of a games dataset. Throws FileError where it has none. */
export async function openEvaluations(gamesDir: string): Promise<EvaluationData> {
  const train = await EvaluationFile.open(join(gamesDir, TRAIN_EVALUATIONS_FILE));
  const heldOut = await EvaluationFile.open(join(gamesDir, HELD_OUT_EVALUATIONS_FILE));
  return { train, heldOut, unit: train.meanAbsolutePawns };
}
