/**
 * Networks of one shape that are evaluated together. Each stage of a board's path (tower, trunk, heads) runs once for
 * all boards whose networks have equal tensors there: a chat fine-tune changes nothing but the trunk, so children of
 * one base share all the rest.
 */
import { createHash } from 'node:crypto';
import type { PolicyNetwork } from '../../spec/index.js';
import { canonicalJson } from '../../spec/keys/index.js';
import { parameterGroup } from '../forward/index.js';
import type { Weights } from '../onnx/index.js';
import type { BoardBatch } from './board-batch.js';
import type { MovesEvaluation } from './evaluate-moves.js';

/** A run of consecutive boards of a batch that one member of a family evaluates. */
export interface Segment {
  readonly member: number;
  readonly boards: number;
}

/** Networks of one shape. */
export interface BoardFamily {
  /** Number of members. */
  readonly size: number;
  /** Number of stages in memory; what members have in common counts once. */
  readonly kept: number;
  /** Adds a network of this family's shape. Resolves with its member number; the weights are not kept. */
  add(weights: Weights): Promise<number>;
  /** Frees what only this member needs. */
  remove(member: number): Promise<void>;
  /** Evaluates the moves of a batch, its boards in the order of the segments. Rejects with RangeError for no member. */
  evaluateMoves(batch: BoardBatch, segments: readonly Segment[]): Promise<MovesEvaluation>;
}

/** The stages of a board's path, in their order. */
export const STAGES = ['tower', 'trunk', 'heads'] as const;
/** One of them. */
export type Stage = (typeof STAGES)[number];

const GROUPS: Readonly<Record<Stage, readonly string[]>> = {
  tower: ['chess'],
  trunk: ['trunk'],
  heads: ['policy', 'value'],
};

/** The tensors of a stage. */
export function stageWeights(weights: Weights, stage: Stage): Weights {
  return new Map([...weights].filter(([name]) => GROUPS[stage].includes(parameterGroup(name))));
}

/** Hash of a stage's tensors: equal for networks that compute the same there. */
export function stageKey(weights: Weights, stage: Stage): string {
  const hash = createHash('sha256').update(stage);
  for (const [name, { shape, data }] of [...stageWeights(weights, stage)].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${name}[${shape.join()}]`).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return hash.digest('hex');
}

/** Key of a network's family: the shape of its board path. */
export const familyKey = ({ chess, trunk, heads }: PolicyNetwork): string => canonicalJson({ chess, trunk, heads });
