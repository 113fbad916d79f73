import { BOARD_SIZE } from '../../chess/board/index.js';
import type { PolicyNetwork } from '../../spec/index.js';
import { rowsPerBoard } from '../forward/index.js';
import { headsGraph, type OnnxRuntime, OnnxSession, towerGraph, trunkGraph, type Weights } from '../onnx/index.js';
import { type BoardBatch, boardOfMove } from './board-batch.js';
import type { BoardFamily, Segment } from './board-family.js';
import { concatEvaluations, type MovesEvaluation } from './evaluate-moves.js';
import { SharedStages } from './shared-stages.js';

const GRAPHS = { tower: towerGraph, trunk: trunkGraph, heads: headsGraph } as const;

/** A family on ONNX Runtime, in one thread of one processor. */
export class OnnxFamily implements BoardFamily {
  private readonly stages: SharedStages<OnnxSession>;
  private readonly buffers: Partial<Record<'tower' | 'trunk', Float32Array>> = {};

  constructor(
    runtime: OnnxRuntime,
    private readonly config: PolicyNetwork,
  ) {
    this.stages = new SharedStages({
      open: (stage, weights) => OnnxSession.open(runtime, GRAPHS[stage](config, weights)),
      close: (session) => session.close(),
    });
  }

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

  /** Only one batch may be in progress at a time. */
  async evaluateMoves(batch: BoardBatch, segments: readonly Segment[]): Promise<MovesEvaluation> {
    const planes = batch.planes.subarray(0, batch.count * BOARD_SIZE);
    const rows = await this.runRows('tower', planes, segments, batch.count);
    const states = await this.runRows('trunk', rows, segments, batch.count);
    return this.runHeads(states, segments, batch);
  }

  /** Runs the tower or the trunk over the values of `count` boards; returns those for the next stage. */
  private async runRows(
    stage: 'tower' | 'trunk',
    values: Float32Array,
    segments: readonly Segment[],
    count: number,
  ): Promise<Float32Array> {
    const { width } = this.config.trunk;
    const [input, output, inputWidth] = stage === 'tower' ? ['planes', 'rows', BOARD_SIZE] : ['rows', 'states', width];
    const perBoard = values.length / count;
    const perResult = rowsPerBoard(this.config) * width;
    const results = this.buffer(stage, count * perResult);
    let from = 0;
    for (const { made, boards } of this.stages.runs(stage, segments)) {
      const data = values.subarray(from * perBoard, (from + boards) * perBoard);
      const result = results.subarray(from * perResult, (from + boards) * perResult);
      await made.runInto(
        { [input]: { data, shape: [data.length / inputWidth, inputWidth] } },
        { [output]: { data: result, shape: [result.length / width, width] } },
      );
      from += boards;
    }
    return results;
  }

  /** Room for the results of a stage, used again in each pass. */
  private buffer(stage: 'tower' | 'trunk', length: number): Float32Array {
    const kept = this.buffers[stage];
    if (kept && kept.length >= length) return kept.subarray(0, length);
    const made = new Float32Array(length);
    this.buffers[stage] = made;
    return made;
  }

  private async runHeads(
    states: Float32Array,
    segments: readonly Segment[],
    batch: BoardBatch,
  ): Promise<MovesEvaluation> {
    const { width } = this.config.trunk;
    const perBoard = states.length / batch.count;
    const parts: MovesEvaluation[] = [];
    let from = 0;
    for (const { made, boards } of this.stages.runs('heads', segments)) {
      const moves = batch.movesOfRows(from, boards);
      const data = states.subarray(from * perBoard, (from + boards) * perBoard);
      const { logits, logTotal, outcome } = (await made.run({
        states: { data, shape: [data.length / width, width] },
        moves: { data: moves, shape: [moves.length] },
      })) as { readonly [name in 'logits' | 'logTotal' | 'outcome']: Float32Array };
      const probabilities = logits.map((logit, i) => Math.exp(logit - logTotal[boardOfMove(moves[i]!)]!));
      parts.push({ logits, probabilities, outcome });
      from += boards;
    }
    return concatEvaluations(parts);
  }
}
