/**
 * Networks that differ in their trunks alone. A chat fine-tune moves nothing else of what a board goes through, so the
 * children of one base are such a family: their boards go through the tower and the heads in one pass, whoever is to
 * move there, and through each one's own trunk in between. Every member's results have the bits that it gives alone.
 */
import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import { BOARD_SIZE } from '../../chess/board/index.js';
import { canonicalJson, type PolicyNetwork } from '../../spec/index.js';
import {
  type BoardOutput,
  boardForward,
  boardHeads,
  boardTower,
  type Parameters,
  parameterGroup,
  rowsPerBoard,
  trunkForward,
} from '../forward/index.js';
import type { BoardBatch } from './board-batch.js';
import { batchSize } from './evaluate-boards.js';
import { evaluatePasses, type MovesEvaluation } from './evaluate-moves.js';

/** So many of a batch's boards, one behind the other, are this member's. */
export interface Segment {
  readonly member: number;
  readonly boards: number;
}

export class BoardFamily {
  private readonly members = new Map<number, Parameters>();
  private next = 0;

  /**
   * Takes over the tensors of a first network that a board goes through; the others' are the same but for the trunk.
   */
  constructor(
    private readonly config: PolicyNetwork,
    private readonly shared: Parameters,
  ) {}

  get size(): number {
    return this.members.size;
  }

  /** Takes over the trunk of a network that belongs here; gives the number it goes by. */
  add(trunkParameters: Parameters): number {
    this.members.set(this.next, { ...this.shared, ...trunkParameters });
    return this.next++;
  }

  remove(member: number): void {
    for (const [name, tensor] of Object.entries(this.members.get(member) ?? {}))
      if (parameterGroup(name) === 'trunk') tensor.dispose();
    this.members.delete(member);
    if (this.members.size === 0) tf.dispose(Object.values(this.shared));
  }

  private member(number: number): Parameters {
    const parameters = this.members.get(number);
    if (!parameters) throw new RangeError(`there is no network ${number} in this family`);
    return parameters;
  }

  /** The batch's boards stand in the order of the segments. */
  evaluateMoves(batch: BoardBatch, segments: readonly Segment[]): MovesEvaluation {
    const size = batchSize(this.config, this.member(segments[0]!.member), batch.count);
    return evaluatePasses(batch, size, (planes, row) =>
      this.forward(planes, segmentsWithin(segments, row, size), size),
    );
  }

  private forward(planes: Float32Array, segments: readonly Segment[], size: number): BoardOutput {
    const { config, shared } = this;
    const boards = tf.tensor2d(planes, [size, BOARD_SIZE]);
    if (segments.length === 1) return boardForward(config, this.member(segments[0]!.member), boards);
    return boardHeads(config, shared, this.trunkForwardBySegment(boardTower(config, shared, boards), segments, size));
  }

  /**
   * Each segment through its own trunk, in batches of proven sizes as well: rows are dealt out, filled up, and put
   * back.
   */
  private trunkForwardBySegment(rows: tf.Tensor2D, segments: readonly Segment[], size: number): tf.Tensor2D {
    const perBoard = rowsPerBoard(this.config);
    const width = this.config.trunk.width;
    const dealt: number[] = []; // board number of each place
    const places: number[] = []; // place of each board
    const sizes = segments.map(({ member, boards }) => {
      // not less than boards, for the whole batch has a size that holds
      const padded = batchSize(this.config, this.member(member), boards);
      const first = places.length;
      for (let board = 0; board < padded; board++) {
        if (board < boards) places.push(dealt.length);
        dealt.push(first + Math.min(board, boards - 1));
      }
      return padded;
    });
    while (places.length < size) places.push(0);
    const parts = tf.split(tf.gather(tf.reshape(rows, [size, perBoard * width]), tf.tensor1d(dealt, 'int32')), sizes);
    const outputs = segments.map(({ member }, part) =>
      tf.reshape(trunkForward(this.config, this.member(member), tf.reshape(parts[part]!, [-1, width])), [
        -1,
        perBoard * width,
      ]),
    );
    return tf.reshape(tf.gather(tf.concat(outputs), tf.tensor1d(places, 'int32')), [size * perBoard, width]);
  }
}

/** The parts of the segments that lie in boards `from` to `from + size - 1`. */
function segmentsWithin(segments: readonly Segment[], from: number, size: number): Segment[] {
  const parts: Segment[] = [];
  let first = 0;
  for (const { member, boards } of segments) {
    const inside = Math.min(first + boards, from + size) - Math.max(first, from);
    if (inside > 0) parts.push({ member, boards: inside });
    first += boards;
  }
  return parts;
}

/** Equal for networks of one family: a hash of the shape and of all that a board goes through except the trunk. */
export async function familyKey(config: PolicyNetwork, p: Parameters): Promise<string> {
  const { chess, trunk: trunkShape, heads: headShapes } = config;
  const hash = createHash('sha256').update(canonicalJson({ chess, trunk: trunkShape, heads: headShapes }));
  for (const name of Object.keys(p).filter(isFamilyParameter).sort()) {
    const values = (await p[name]!.data()) as Float32Array;
    hash.update(name).update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest('hex');
}

/** True for tensors of the tower and of the board's heads. */
export const isFamilyParameter = (name: string): boolean => ['chess', 'policy', 'value'].includes(parameterGroup(name));
