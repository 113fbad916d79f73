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
import type { Random } from '../../spec/index.js';

/** A batch of B evaluated positions. */
export interface EvaluationBatch {
  /** B x 808. */
  readonly bits: Float32Array;
  /** Seen from White, clamped to MOST_PAWNS either way as Spears does. */
  readonly pawns: Float32Array;
}

/** Evaluated positions of a games dataset in memory, 108 bytes each; bits are made when a batch is drawn. */
export class EvaluationFile {
  private constructor(readonly records: Uint8Array) {}

  /** Throws FileError where there is none, or something else. */
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
        `${basename(path)}: ${records.length} bytes are no whole number of evaluations, or none`,
      );
    }
    return new EvaluationFile(records);
  }

  get count(): number {
    return this.records.length / EVALUATION_BYTES;
  }

  /** Pawns seen from White of position `number`. */
  pawns(number: number): number {
    return Math.min(MAX_PAWNS, Math.max(-MAX_PAWNS, centipawnsAt(this.records, number) / 100));
  }

  /** What a network loses that always says 0: mean pawns. */
  get meanAbsolutePawns(): number {
    let sum = 0;
    for (let number = 0; number < this.count; number++) sum += Math.abs(this.pawns(number));
    return sum / this.count;
  }

  /** Positions by number. */
  batch(numbers: ArrayLike<number>): EvaluationBatch {
    const bits = new Float32Array(numbers.length * SPEARS_BITS);
    const pawns = new Float32Array(numbers.length);
    for (let i = 0; i < numbers.length; i++) {
      expandSpears(this.records, numbers[i]! * EVALUATION_BYTES, bits, i * SPEARS_BITS);
      pawns[i] = this.pawns(numbers[i]!);
    }
    return { bits, pawns };
  }

  /** A random batch, drawn with replacement. */
  sample(size: number, random: Random): EvaluationBatch {
    return this.batch(Int32Array.from({ length: size }, () => random.below(this.count)));
  }
}

/** The evaluations of a games dataset. */
export interface EvaluationData {
  readonly train: EvaluationFile;
  readonly heldOut: EvaluationFile;
  /**
   * The training positions' loss of a network that always says 0: what the loss is divided by, as others are by that of
   * a uniform guess.
   */
  readonly unit: number;
}

/** Throws FileError for a games dataset without evaluations. */
export async function openEvaluations(gamesDir: string): Promise<EvaluationData> {
  const train = await EvaluationFile.open(join(gamesDir, TRAIN_EVALUATIONS_FILE));
  const heldOut = await EvaluationFile.open(join(gamesDir, HELD_OUT_EVALUATIONS_FILE));
  return { train, heldOut, unit: train.meanAbsolutePawns };
}
