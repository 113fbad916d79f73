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

/** A network in memory: config, weights and tokenizer. It owns its tensors; call `dispose` to free them. */
export class Network {
  private cachedBatch: BoardBatch | undefined;

  constructor(
    readonly config: NetworkConfig,
    readonly tokenizer: Tokenizer,
    readonly parameters: Parameters,
  ) {}

  /** Evaluates positions, each of which must have a legal move: logits of all moves and outcome probabilities. */
  evaluate(positions: readonly Chess[]): Promise<BoardEvaluation> {
    const { config, parameters } = this;
    return isEvaluation(config)
      ? evaluateBySuccessors(config, parameters, positions)
      : evaluateByPolicy(config, parameters, positions);
  }

  /**
   * Evaluates only the legal moves of each position, which is all that a game needs. `legal[i]` holds the policy
   * indices of position i.
   */
  async evaluateMoves(positions: readonly Chess[], legal: readonly (readonly number[])[]): Promise<MovesEvaluation> {
    const { config, parameters } = this;
    if (isEvaluation(config)) return selectLegalMoves(await evaluateBySuccessors(config, parameters, positions), legal);
    const passes: MovesEvaluation[] = [];
    for (let from = 0; from < positions.length; from += MAX_BATCH) {
      this.batch.fill(positions.slice(from, from + MAX_BATCH), legal.slice(from, from + MAX_BATCH));
      passes.push(await evaluateMoves(config, parameters, this.batch));
    }
    return concatEvaluations(passes);
  }

  /** Generates a reply to a conversation, oldest turn first. */
  reply(turns: readonly string[], options: ReplyOptions): Promise<string> {
    return generateReply(this, turns, options);
  }

  private get batch(): BoardBatch {
    return (this.cachedBatch ??= new BoardBatch());
  }

  /** Frees the tensors. */
  dispose(): void {
    tf.dispose(Object.values(this.parameters));
  }
}

/** Creates an untrained network. Equal config and seed give equal weights. */
export function createNetwork(config: NetworkConfig, tokenizer: Tokenizer, seed: number): Network {
  return networkFromValues(config, tokenizer, initialValues(config, seed));
}

/** Builds a network from values by parameter name; every parameter of the config must be present. */
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
