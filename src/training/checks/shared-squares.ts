/**
 * Logits of legal moves from the squares that they touch. The trunk treats each square by itself, and the legal moves
 * of a position begin and end on half of the squares: of the 4,128 positions of regret, on 31.8 of 64. So only these
 * pass the trunk, and only their rows of the tower are kept (67 MB at a trunk of width 128).
 */
import * as tf from '@tensorflow/tfjs-core';
import { boardRuntime, joinFloats } from '../../model/boards/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import { rowsPerBoard, trunkForward } from '../../model/forward/index.js';
import { dense, startBackend } from '../../model/kernels/index.js';
import { OnnxSession, squaresGraph } from '../../model/onnx/index.js';
import { isEvaluation } from '../../spec/index.js';
import { type ClosableEvaluator, withSharedTower } from './shared-tower.js';
import { type PolicyWeights, towerKey, towerRows } from './tower-rows.js';
import { valuesOf } from './values-of.js';

/** Boards of a pass. */
const BATCH = 128;
const SQUARES = 64;
/** The first policy index of an underpromotion. */
const UNDER = 4096;

/**
 * Returns an evaluator with the logits of the network, up to rounding, as `withSharedTower`, which evaluates a network
 * whose trunk has no row for each square. Rows pass the trunk on ONNX Runtime, which takes less than half of
 * TensorFlow's processor time for it (docs/log.md), and on TensorFlow on a GPU or where there is no such runtime.
 */
export async function withSharedSquares(network: Network): Promise<ClosableEvaluator> {
  const { config, parameters } = network;
  if (isEvaluation(config) || rowsPerBoard(config) !== SQUARES)
    return { ...(await withSharedTower(network)), close: async () => undefined };
  const weights = { config, parameters };
  const tower = await towerKey(weights);
  const outputs = await openOutputs(weights);
  return {
    close: () => outputs.close(),
    evaluateMoves: async (positions, legal) => {
      const logits: Float32Array[] = [];
      for (let from = 0; from < positions.length; from += BATCH) {
        const moves = movesBySquare(legal.slice(from, from + BATCH));
        const rows = await towerRows(weights, tower, positions.slice(from, from + BATCH), moves.selected);
        logits.push(await moveLogits(weights, await outputs.of(rows, moves.selected.length), moves));
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

/** What the policy head says of each row, row-major. */
interface SquareOutputs {
  /** (R, queryKey). */
  readonly query: Float32Array;
  /** (R, queryKey). */
  readonly key: Float32Array;
  /** (R, 3). */
  readonly promotion: Float32Array;
}

/** Trunk and policy head of one network: (R, W) rows of the tower -> outputs of each row. */
interface OutputSource {
  of(rows: Float32Array, count: number): Promise<SquareOutputs>;
  close(): Promise<void>;
}

async function openOutputs(weights: PolicyWeights): Promise<OutputSource> {
  const { device } = await startBackend();
  const runtime = device === 'gpu' ? null : await boardRuntime();
  if (!runtime) return { of: (rows, count) => outputsOnTensors(weights, rows, count), close: async () => undefined };
  const { config, parameters } = weights;
  const session = await OnnxSession.open(
    runtime,
    squaresGraph(config, await valuesOf(parameters, ['trunk', 'policy'])),
  );
  const { width } = config.trunk;
  return {
    of: async (data, count) =>
      (await session.run({ rows: { data, shape: [count, width] } })) as unknown as SquareOutputs,
    close: () => session.close(),
  };
}

async function outputsOnTensors(
  { config, parameters: p }: PolicyWeights,
  values: Float32Array,
  count: number,
): Promise<SquareOutputs> {
  const outputs = tf.tidy(() => {
    const rows = trunkForward(config, p, tf.tensor2d(values, [count, config.trunk.width]));
    return ['policy.query', 'policy.key', 'policy.promotion'].map((name) =>
      dense(rows, p[`${name}.weight`]!, p[`${name}.bias`]!),
    );
  });
  const [query, key, promotion] = (await Promise.all(outputs.map((tensor) => tensor.data()))) as Float32Array[];
  tf.dispose(outputs);
  return { query: query!, key: key!, promotion: promotion! };
}

/** The policy head of model/forward for some moves: outputs of their rows -> one logit a move. */
async function moveLogits(
  { config, parameters }: PolicyWeights,
  { query, key, promotion }: SquareOutputs,
  { moves }: MovesBySquare,
): Promise<Float32Array> {
  const { queryKey } = config.heads;
  const bias = (await parameters['policy.squares']!.data()) as Float32Array;
  const scale = 1 / Math.sqrt(queryKey);
  return Float32Array.from(moves, ({ from, to, squares, under }) => {
    let product = 0;
    for (let i = 0; i < queryKey; i++) product += query[from * queryKey + i]! * key[to * queryKey + i]!;
    return product * scale + bias[squares]! + (under < 0 ? 0 : promotion[to * 3 + under]!);
  });
}
