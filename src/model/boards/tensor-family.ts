import * as tf from '@tensorflow/tfjs-core';
import { BOARD_SIZE } from '../../chess/board/index.js';
import type { PolicyNetwork } from '../../spec/index.js';
import { boardHeads, boardTower, type Parameters, rowsPerBoard, trunkForward } from '../forward/index.js';
import type { Weights } from '../onnx/index.js';
import type { BoardBatch } from './board-batch.js';
import type { BoardFamily, Segment, Stage } from './board-family.js';
import { concatEvaluations, type MovesEvaluation, readMoves, selectMoves } from './evaluate-moves.js';
import { SharedStages } from './shared-stages.js';

/** A family on TensorFlow: on a GPU, and where ONNX Runtime has no build. */
export class TensorFamily implements BoardFamily {
  private readonly stages = new SharedStages<Parameters>({
    open: (_, weights) => toTensors(weights),
    close: (parameters) => tf.dispose(Object.values(parameters)),
  });

  constructor(private readonly config: PolicyNetwork) {}

  get size(): number {
    return this.stages.size;
  }

  get kept(): number {
    return this.stages.kept;
  }

  add(weights: Weights): Promise<number> {
    return this.stages.add(weights);
  }

  remove(member: number): Promise<void> {
    return this.stages.remove(member);
  }

  async evaluateMoves(batch: BoardBatch, segments: readonly Segment[]): Promise<MovesEvaluation> {
    const { config } = this;
    const outputs = tf.tidy(() => {
      const planes = tf.tensor2d(batch.planes.subarray(0, batch.count * BOARD_SIZE), [batch.count, BOARD_SIZE]);
      const perBoard = rowsPerBoard(config);
      const rows = this.byRun('tower', planes, segments, 1, (p, x) => boardTower(config, p, x));
      const states = this.byRun('trunk', tf.concat2d(rows, 0), segments, perBoard, (p, x) =>
        trunkForward(config, p, x),
      );
      let from = 0;
      return this.byRun('heads', tf.concat2d(states, 0), segments, perBoard, (p, x) => {
        const boards = x.shape[0] / perBoard;
        from += boards;
        return selectMoves(boardHeads(config, p, x), batch.movesOfRows(from - boards, boards));
      });
    });
    return concatEvaluations(await Promise.all(outputs.map(readMoves)));
  }

  /** Applies a stage to x, which has `perBoard` rows a board: one result for each run of boards. */
  private byRun<T>(
    stage: Stage,
    x: tf.Tensor2D,
    segments: readonly Segment[],
    perBoard: number,
    forward: (p: Parameters, x: tf.Tensor2D) => T,
  ): T[] {
    const runs = this.stages.runs(stage, segments);
    const parts =
      runs.length === 1
        ? [x]
        : tf.split<tf.Tensor2D>(
            x,
            runs.map(({ boards }) => boards * perBoard),
          );
    return runs.map(({ made }, i) => forward(made, parts[i]!));
  }
}

const toTensors = (weights: Weights): Parameters =>
  Object.fromEntries([...weights].map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape], 'float32')]));
