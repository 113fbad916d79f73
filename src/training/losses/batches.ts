import { readFile, stat } from 'node:fs/promises';
import { BOARD_SIZE, expandPlanes, moveAt, outcomeAt, plyAt, RECORD_BYTES } from '../../chess/board/index.js';
import type { ChatSequence } from '../../dialogue/tokens/index.js';
import type { Random } from '../../spec/keys/index.js';

/** A batch of B positions. */
export interface PositionBatch {
  /** B x 1152. */
  readonly planes: Float32Array;
  /** Policy index of the move played. */
  readonly moves: Int32Array;
  /** 0 win, 1 draw, 2 loss for the side to move: the order of the network's outcome. */
  readonly outcomes: Int32Array;
  /** Half-moves before each position, at most 255. */
  readonly plies: Uint8Array;
}

/** Packed positions in memory, 44 bytes each; planes are expanded when a batch is made. */
export class PositionFile {
  private constructor(readonly records: Uint8Array) {}

  /** Reads a file of packed positions. Throws RangeError unless its size is a positive number of records. */
  static async open(path: string): Promise<PositionFile> {
    const { size } = await stat(path);
    if (size === 0 || size % RECORD_BYTES !== 0) throw new RangeError(`${size} bytes are no whole number of positions`);
    return new PositionFile(await readFile(path));
  }

  /** Number of positions. */
  get count(): number {
    return this.records.length / RECORD_BYTES;
  }

  /** Makes a batch of the positions with these indices. */
  batch(numbers: ArrayLike<number>): PositionBatch {
    const size = numbers.length;
    const planes = new Float32Array(size * BOARD_SIZE);
    const moves = new Int32Array(size);
    const outcomes = new Int32Array(size);
    const plies = new Uint8Array(size);
    for (let i = 0; i < size; i++) {
      const at = numbers[i]! * RECORD_BYTES;
      expandPlanes(this.records, at, planes, i * BOARD_SIZE);
      moves[i] = moveAt(this.records, at);
      outcomes[i] = outcomeAt(this.records, at);
      plies[i] = plyAt(this.records, at);
    }
    return { planes, moves, outcomes, plies };
  }

  /** Samples a batch with replacement. */
  sample(size: number, random: Random): PositionBatch {
    return this.batch(Int32Array.from({ length: size }, () => random.below(this.count)));
  }
}

/** A batch of B sequences padded to one length T. */
export interface ChatBatch {
  /** B * T token ids. */
  readonly tokens: Int32Array;
  /** B. */
  readonly sequences: number;
  /** Indices into `tokens` of the rows whose next token is a target. */
  readonly rowIndices: Int32Array;
  /** The targets: the tokens at `rowIndices` + 1. */
  readonly labels: Int32Array;
}

/** Lengths are rounded up to a multiple of this, to limit the number of tensor shapes. */
const LENGTH_STEP = 16;

/** Makes a batch of sequences. The padding repeats a sequence's last token and is never a target or its input row. */
export function chatBatch(sequences: readonly ChatSequence[]): ChatBatch {
  const longest = Math.max(...sequences.map(({ tokens }) => tokens.length));
  const length = Math.ceil(longest / LENGTH_STEP) * LENGTH_STEP;
  const tokens = new Int32Array(sequences.length * length);
  const rowIndices: number[] = [];
  const labels: number[] = [];
  sequences.forEach((sequence, row) => {
    tokens.fill(sequence.tokens[sequence.tokens.length - 1]!, row * length, (row + 1) * length);
    tokens.set(sequence.tokens, row * length);
    for (let i = Math.max(1, sequence.lossFrom); i < sequence.tokens.length; i++) {
      rowIndices.push(row * length + i - 1);
      labels.push(sequence.tokens[i]!);
    }
  });
  return {
    tokens,
    sequences: sequences.length,
    rowIndices: Int32Array.from(rowIndices),
    labels: Int32Array.from(labels),
  };
}

/** The sequences in the order of their length; equal ones in their own order. */
export const byLength = (sequences: readonly ChatSequence[]): ChatSequence[] =>
  [...sequences].sort((a, b) => a.tokens.length - b.tokens.length);

/** Dialogue sequences of one dataset. */
export interface DialoguePool {
  readonly sequences: readonly ChatSequence[];
  /** Relative frequency with which sequences are sampled from this pool. */
  readonly share: number;
}

/** Samples sequences with replacement: first the pool by its share, then a sequence of it. */
export function sampleSequences(pools: readonly DialoguePool[], size: number, random: Random): ChatSequence[] {
  const total = pools.reduce((sum, { share }) => sum + share, 0);
  return Array.from({ length: size }, () => {
    let remaining = random.next() * total;
    const pool = pools.find(({ share }) => (remaining -= share) < 0) ?? pools[pools.length - 1]!;
    return pool.sequences[random.below(pool.sequences.length)]!;
  });
}
