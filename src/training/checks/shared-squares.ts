/**
 * Logits of legal moves from the squares that they touch. The trunk treats each square by itself, and the legal moves
 * of a position begin and end on half of the squares: of the 4,128 positions of regret, on 31.8 of 64. So only these
 * pass the trunk, and only their rows of the tower are kept (67 MB at a trunk of width 128).
 */
import * as tf from '@tensorflow/tfjs-core';
import { joinFloats } from '../../model/boards/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import { type Parameters, rowsPerBoard, trunkForward } from '../../model/forward/index.js';
import { dense } from '../../model/kernels/index.js';
import { isEvaluation } from '../../spec/index.js';
import { type Evaluator, withSharedTower } from './shared-tower.js';
import { type PolicyWeights, towerKey, towerRows } from './tower-rows.js';

/** Boards of a pass. */
const BATCH = 128;
const SQUARES = 64;
/** The first policy index of an underpromotion. */
const UNDER = 4096;

/**
 * Returns an evaluator with the logits of the network, up to rounding, as `withSharedTower`, which it returns for a
 * network whose trunk has no row for each square.
 */
export async function withSharedSquares(network: Network): Promise<Evaluator<'logits'>> {
  const { config, parameters } = network;
  if (isEvaluation(config) || rowsPerBoard(config) !== SQUARES) return withSharedTower(network);
  const weights = { config, parameters };
  const tower = await towerKey(weights);
  return {
    evaluateMoves: async (positions, legal) => {
      const logits: Float32Array[] = [];
      for (let from = 0; from < positions.length; from += BATCH) {
        const moves = movesBySquare(legal.slice(from, from + BATCH));
        const rows = await towerRows(weights, tower, positions.slice(from, from + BATCH), moves.selected);
        logits.push(await moveLogits(weights, rows, moves));
      }
      return { logits: joinFloats(logits) };
    },
  };
}

/** The legal moves of the boards of a pass, by rows of those of their squares that they touch. */
interface MovesBySquare {
  /** Board x 64 + square of each row. */
  readonly selected: readonly number[];
  /** Of each move: its rows, the index of its two squares (from x 64 + to), and its underpromotion (0 to 2) or -1. */
  readonly moves: readonly { from: number; to: number; squares: number; under: number }[];
}

function movesBySquare(legal: readonly (readonly number[])[]): MovesBySquare {
  const selected: number[] = [];
  const moves = legal.flatMap((indices, board) => {
    const rows = new Map<number, number>();
    const rowOf = (square: number): number => {
      let row = rows.get(square);
      if (row === undefined) {
        row = selected.push(board * SQUARES + square) - 1;
        rows.set(square, row);
      }
      return row;
    };
    return indices.map((index) => {
      const squares = index < UNDER ? index : promotionSquares(index);
      return {
        from: rowOf(squares >> 6),
        to: rowOf(squares & 63),
        squares,
        under: index < UNDER ? -1 : (index - UNDER) % 3,
      };
    });
  });
  return { selected, moves };
}

/** The squares of an underpromotion, from x 64 + to: from the seventh rank to the eighth. */
function promotionSquares(index: number): number {
  const files = Math.floor((index - UNDER) / 3);
  return (48 + (files >> 3)) * SQUARES + 56 + (files & 7);
}

/** The policy head of model/forward for some moves: rows of the tower (R, W) -> one logit a move. */
async function moveLogits(
  { config, parameters: p }: PolicyWeights,
  values: Float32Array,
  { selected, moves }: MovesBySquare,
): Promise<Float32Array> {
  const { queryKey } = config.heads;
  const outputs = tf.tidy(() => {
    const rows = trunkForward(config, p, tf.tensor2d(values, [selected.length, config.trunk.width]));
    return ['policy.query', 'policy.key', 'policy.promotion'].map((name) => head(p, name, rows));
  });
  const [query, key, promotion, bias] = (await Promise.all(
    [...outputs, p['policy.squares']!].map((tensor) => tensor.data()),
  )) as [Float32Array, Float32Array, Float32Array, Float32Array];
  tf.dispose(outputs);
  const scale = 1 / Math.sqrt(queryKey);
  return Float32Array.from(moves, ({ from, to, squares, under }) => {
    let product = 0;
    for (let i = 0; i < queryKey; i++) product += query[from * queryKey + i]! * key[to * queryKey + i]!;
    return product * scale + bias[squares]! + (under < 0 ? 0 : promotion[to * 3 + under]!);
  });
}

const head = (p: Parameters, name: string, rows: tf.Tensor2D): tf.Tensor2D =>
  dense(rows, p[`${name}.weight`]!, p[`${name}.bias`]!);
