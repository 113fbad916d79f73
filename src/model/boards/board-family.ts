/**
 * Networks that differ only in their trunks. A chat fine-tune changes nothing else on the path of a board, so the
 * children of one base form such a family: the boards of all members pass the shared tower and heads in one forward
 * pass, and each member's own trunk in between. Every member's results are bit-identical to those it gives alone.
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

/** A run of consecutive boards of a batch that one member of a family evaluates. */
export interface Segment {
  readonly member: number;
  readonly boards: number;
}

/** The shared tensors of a family and the trunks of its members. It owns them; removing the last member frees all. */
export class BoardFamily {
  private readonly members = new Map<number, Parameters>();
  private next = 0;

  /** Takes ownership of `shared`: the tower and head tensors of a first network, which all members have in common. */
  constructor(
    private readonly config: PolicyNetwork,
    private readonly shared: Parameters,
  ) {}

  /** Number of members. */
  get size(): number {
    return this.members.size;
  }

  /** Takes ownership of the trunk of a network of this family. Returns its member number. */
  add(trunkParameters: Parameters): number {
    this.members.set(this.next, { ...this.shared, ...trunkParameters });
    return this.next++;
  }

  /** Frees the trunk of a member, and the shared tensors with the last one. */
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

  /** Evaluates the moves of a batch whose boards are in the order of the segments. Throws RangeError for no member. */
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
   * Applies each member's trunk to its segment, also in batches of reproducible sizes: the rows are gathered by
   * segment, padded, and gathered back into the order of the boards.
   */
  private trunkForwardBySegment(rows: tf.Tensor2D, segments: readonly Segment[], size: number): tf.Tensor2D {
    const perBoard = rowsPerBoard(this.config);
    const width = this.config.trunk.width;
    const gathered: number[] = []; // source board of each padded row
    const positions: number[] = []; // padded row of each board
    const sizes = segments.map(({ member, boards }) => {
      // at least `boards`, because the whole batch has a reproducible size
      const padded = batchSize(this.config, this.member(member), boards);
      const first = positions.length;
      for (let board = 0; board < padded; board++) {
        if (board < boards) positions.push(gathered.length);
        gathered.push(first + Math.min(board, boards - 1));
      }
      return padded;
    });
    while (positions.length < size) positions.push(0);
    const parts = tf.split(
      tf.gather(tf.reshape(rows, [size, perBoard * width]), tf.tensor1d(gathered, 'int32')),
      sizes,
    );
    const outputs = segments.map(({ member }, part) =>
      tf.reshape(trunkForward(this.config, this.member(member), tf.reshape(parts[part]!, [-1, width])), [
        -1,
        perBoard * width,
      ]),
    );
    return tf.reshape(tf.gather(tf.concat(outputs), tf.tensor1d(positions, 'int32')), [size * perBoard, width]);
  }
}

/** Restricts the segments to boards `from` to `from + size - 1`. */
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

/** Key of a network's family: a hash of the board path's shape and of its tensors except the trunk. */
export async function familyKey(config: PolicyNetwork, p: Parameters): Promise<string> {
  const { chess, trunk: trunkShape, heads: headShapes } = config;
  const hash = createHash('sha256').update(canonicalJson({ chess, trunk: trunkShape, heads: headShapes }));
  for (const name of Object.keys(p).filter(isFamilyParameter).sort()) {
    const values = (await p[name]!.data()) as Float32Array;
    hash.update(name).update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest('hex');
}

/** True for the tensors that a family shares: those of the board's tower and heads. */
export const isFamilyParameter = (name: string): boolean => ['chess', 'policy', 'value'].includes(parameterGroup(name));
