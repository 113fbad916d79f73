import * as tf from '@tensorflow/tfjs-core';
import type { Chess } from 'chessops';
import type { Tokenizer } from '../../dialogue/tokens/index.js';
import { isEvaluation, type NetworkConfig } from '../../spec/index.js';
import {
  BoardBatch,
  type BoardEvaluation,
  concatEvaluations,
  evaluateByPolicy,
  evaluateBySuccessors,
  evaluateMoves,
  MAX_BATCH,
  type MovesEvaluation,
  selectLegalMoves,
} from '../boards/index.js';
import { initialValues, type Parameters, parameterShapes } from '../forward/index.js';
import { generateReply, type ReplyOptions } from '../replies/index.js';

/** A network's weights in memory, with its tokenizer. It owns its tensors: call `dispose`. */
export class Network {
  private cachedBatch: BoardBatch | undefined;

  constructor(
    readonly config: NetworkConfig,
    readonly tokenizer: Tokenizer,
    readonly parameters: Parameters,
  ) {}

  /** What it thinks of the positions, each with a legal move. */
  evaluate(positions: readonly Chess[]): Promise<BoardEvaluation> {
    const { config, parameters } = this;
    return isEvaluation(config)
      ? evaluateBySuccessors(config, parameters, positions)
      : evaluateByPolicy(config, parameters, positions);
  }

  /** What it thinks of each position's legal moves, given by their policy indices: what a game needs. */
  async evaluateMoves(positions: readonly Chess[], legal: readonly (readonly number[])[]): Promise<MovesEvaluation> {
    const { config, parameters } = this;
    if (isEvaluation(config)) return selectLegalMoves(await evaluateBySuccessors(config, parameters, positions), legal);
    const passes: MovesEvaluation[] = [];
    for (let from = 0; from < positions.length; from += MAX_BATCH) {
      this.batch.fill(positions.slice(from, from + MAX_BATCH), legal.slice(from, from + MAX_BATCH));
      passes.push(evaluateMoves(config, parameters, this.batch));
    }
    return concatEvaluations(passes);
  }

  /** The network's answer to a conversation, oldest turn first. */
  reply(turns: readonly string[], options: ReplyOptions): Promise<string> {
    return generateReply(this, turns, options);
  }

  private get batch(): BoardBatch {
    return (this.cachedBatch ??= new BoardBatch());
  }

  dispose(): void {
    tf.dispose(Object.values(this.parameters));
  }
}

/** A new, untrained network: equal for equal config and seed. */
export function createNetwork(config: NetworkConfig, tokenizer: Tokenizer, seed: number): Network {
  return networkFromValues(config, tokenizer, initialValues(config, seed));
}

/** Builds a network from values by parameter name; every name of the config must be there. */
export function networkFromValues(
  config: NetworkConfig,
  tokenizer: Tokenizer,
  values: ReadonlyMap<string, Float32Array>,
): Network {
  const parameters: Record<string, tf.Tensor> = {};
  for (const { name, shape } of parameterShapes(config)) {
    parameters[name] = tf.tensor(values.get(name)!, [...shape], 'float32');
  }
  return new Network(config, tokenizer, parameters);
}
