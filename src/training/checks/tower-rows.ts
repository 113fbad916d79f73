/**
 * Output of the board's tower, kept in memory for the children of one base. A chat's fine-tune changes the path of a
 * board in the trunk only, and the tower before it costs most of a pass.
 */
import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import type { Chess } from 'chessops';
import { BOARD_SIZE, writePlanes } from '../../chess/board/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import { boardTower, type Parameters, parameterGroup, rowsPerBoard } from '../../model/forward/index.js';
import type { PolicyNetwork } from '../../spec/index.js';
import { canonicalJson } from '../../spec/keys/index.js';

/** A network that has a policy. */
export type PolicyWeights = Pick<Network, 'parameters'> & { readonly config: PolicyNetwork };

/** Output of a tower for the boards of a pass. */
interface StoredRows {
  readonly tower: string;
  readonly positions: readonly Chess[];
  /** Row-major (R, W). */
  readonly values: Float32Array;
}

/** By the first position of the pass. They go when the position objects do. */
const known = new WeakMap<Chess, StoredRows>();

/** Hash of a tower's shape and tensors. */
export async function towerKey({ config, parameters }: PolicyWeights): Promise<string> {
  const hash = createHash('sha256').update(canonicalJson({ chess: config.chess, width: config.trunk.width }));
  for (const name of Object.keys(parameters).sort()) {
    if (parameterGroup(name) !== 'chess') continue;
    const { buffer, byteOffset, byteLength } = (await parameters[name]!.data()) as Float32Array;
    hash.update(name).update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest('hex');
}

/**
 * Rows of the tower's output for the boards of a pass, (R, W) row-major: all of them, or those that `selected` names by
 * board x rows of a board + row. They stay in memory until the rows of another tower or selection are asked for.
 */
export async function towerRows(
  { config, parameters }: PolicyWeights,
  tower: string,
  positions: readonly Chess[],
  selected?: readonly number[],
): Promise<Float32Array> {
  const count = selected?.length ?? positions.length * rowsPerBoard(config);
  const before = known.get(positions[0]!);
  const isKnown =
    before?.tower === tower &&
    before.values.length === count * config.trunk.width &&
    before.positions.length === positions.length &&
    before.positions.every((position, i) => position === positions[i]);
  if (isKnown) return before.values;
  const values = await computeRows(config, parameters, positions, selected);
  known.set(positions[0]!, { tower, positions, values });
  return values;
}

async function computeRows(
  config: PolicyNetwork,
  p: Parameters,
  positions: readonly Chess[],
  selected: readonly number[] | undefined,
): Promise<Float32Array> {
  const planes = new Float32Array(positions.length * BOARD_SIZE);
  positions.forEach((position, row) => writePlanes(position, planes, row * BOARD_SIZE));
  const rows = tf.tidy(() => {
    const all = boardTower(config, p, tf.tensor2d(planes, [positions.length, BOARD_SIZE]));
    return selected ? tf.gather(all, tf.tensor1d([...selected], 'int32')) : all;
  });
  const values = (await rows.data()) as Float32Array;
  rows.dispose();
  return values;
}
