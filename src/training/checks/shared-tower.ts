/**
 * Boards that many children of one base are asked about. A chat's fine-tune changes the path of a board in the trunk
 * only, and the tower before it costs most of a pass: its output is kept in memory, so that a child runs trunk and
 * heads. The 4,128 positions of regret take 135 MB of a convolutional tower and a trunk of width 128.
 */
import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import type { Chess } from 'chessops';
import { BOARD_SIZE, POLICY_SIZE, writePlanes } from '../../chess/board/index.js';
import type { MovesEvaluation } from '../../model/boards/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import { boardHeads, boardTower, type Parameters, parameterGroup, trunkForward } from '../../model/forward/index.js';
import { canonicalJson, isEvaluation, type PolicyNetwork } from '../../spec/index.js';

/** Evaluates the legal moves of positions; `legal[i]` holds the policy indices of position i. */
export interface MoveEvaluator {
  evaluateMoves(
    positions: readonly Chess[],
    legal: readonly (readonly number[])[],
  ): Promise<Pick<MovesEvaluation, 'logits' | 'probabilities'>>;
}

/** Boards of a pass: the rows of more fall out of the processor's caches. */
const BATCH = 64;

/** Output of a tower for the boards of a pass, row-major (rows, W). */
interface TowerRows {
  readonly tower: string;
  readonly positions: readonly Chess[];
  readonly values: Float32Array;
}

/** By the first position of the pass. They go when the positions do. */
const known = new WeakMap<Chess, TowerRows>();

/**
 * Returns an evaluator with the results of the network, up to rounding. It is for position objects that are asked about
 * again: what the tower makes of them stays in memory until another tower is asked, or the objects go. A network that
 * plays by search is returned as it is.
 */
export async function withSharedTower(network: Network): Promise<MoveEvaluator> {
  const { config, parameters } = network;
  if (isEvaluation(config)) return network;
  const tower = await towerKey(config, parameters);
  return {
    evaluateMoves: async (positions, legal) => {
      const logits: Float32Array[] = [];
      const probabilities: Float32Array[] = [];
      for (let from = 0; from < positions.length; from += BATCH) {
        const part = positions.slice(from, from + BATCH);
        const rows = await towerRows(config, parameters, tower, part);
        const found = await evaluateRows(config, parameters, rows, legal.slice(from, from + BATCH));
        logits.push(found.logits);
        probabilities.push(found.probabilities);
      }
      return { logits: concat(logits), probabilities: concat(probabilities) };
    },
  };
}

/** Hash of a tower's shape and tensors. */
async function towerKey(config: PolicyNetwork, p: Parameters): Promise<string> {
  const hash = createHash('sha256').update(canonicalJson({ chess: config.chess, width: config.trunk.width }));
  for (const name of Object.keys(p).sort()) {
    if (parameterGroup(name) !== 'chess') continue;
    const { buffer, byteOffset, byteLength } = (await p[name]!.data()) as Float32Array;
    hash.update(name).update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest('hex');
}

async function towerRows(
  config: PolicyNetwork,
  p: Parameters,
  tower: string,
  positions: readonly Chess[],
): Promise<Float32Array> {
  const before = known.get(positions[0]!);
  if (before?.tower === tower && isSameList(before.positions, positions)) return before.values;
  const planes = new Float32Array(positions.length * BOARD_SIZE);
  positions.forEach((position, row) => writePlanes(position, planes, row * BOARD_SIZE));
  const rows = tf.tidy(() => boardTower(config, p, tf.tensor2d(planes, [positions.length, BOARD_SIZE])));
  const values = (await rows.data()) as Float32Array;
  rows.dispose();
  known.set(positions[0]!, { tower, positions, values });
  return values;
}

const isSameList = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((one, i) => one === b[i]);

/** Trunk and heads. A move's probability is that among all moves of its board, illegal ones included. */
async function evaluateRows(
  config: PolicyNetwork,
  p: Parameters,
  values: Float32Array,
  legal: readonly (readonly number[])[],
): Promise<{ logits: Float32Array; probabilities: Float32Array }> {
  const indices = Int32Array.from(legal.flatMap((moves, row) => moves.map((index) => row * POLICY_SIZE + index)));
  const [chosen, totals] = tf.tidy(() => {
    const { width } = config.trunk;
    const rows = tf.tensor2d(values, [values.length / width, width]);
    const { policy } = boardHeads(config, p, trunkForward(config, p, rows));
    return [tf.gather(tf.reshape(policy, [-1]), tf.tensor1d(indices, 'int32')), tf.logSumExp(policy, 1)] as const;
  }) as unknown as [tf.Tensor1D, tf.Tensor1D];
  const [logits, logTotals] = (await Promise.all([chosen.data(), totals.data()])) as [Float32Array, Float32Array];
  tf.dispose([chosen, totals]);
  const probabilities = new Float32Array(logits.length);
  let at = 0;
  legal.forEach(({ length }, row) => {
    for (const end = at + length; at < end; at++) probabilities[at] = Math.exp(logits[at]! - logTotals[row]!);
  });
  return { logits, probabilities };
}

function concat(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
