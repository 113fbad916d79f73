import * as tf from '@tensorflow/tfjs-core';
import type { Chess } from 'chessops';
import type { Tokenizer } from '../dialogue/tokenizer.js';
import { isEvaluation, type NetworkConfig } from '../spec/index.js';
import { BoardBatch, LARGEST_BATCH } from './board-batch.js';
import { generateReply, type ReplyOptions } from './generate.js';
import { type BoardEvaluation, judgeByPolicy } from './judge-boards.js';
import { joined, judgeMoves, type MovesEvaluation, movesOfSuccessors } from './judge-moves.js';
import { judgeBySuccessors } from './judge-successors.js';
import { initialValues, type Parameters, parameterShapes } from './parameters.js';

/** A network's weights in memory, with its tokenizer. It owns its tensors: call `dispose`. */
export class Network {
  private ownBatch: BoardBatch | undefined;

  constructor(
    readonly config: NetworkConfig,
    readonly tokenizer: Tokenizer,
    readonly parameters: Parameters,
  ) {}

  /** What it thinks of the positions, each with a legal move. */
  evaluate(positions: readonly Chess[]): Promise<BoardEvaluation> {
    const { config, parameters } = this;
    return isEvaluation(config)
      ? judgeBySuccessors(config, parameters, positions)
      : judgeByPolicy(config, parameters, positions);
  }

  /** What it thinks of each position's legal moves, given by their policy indices: what a game needs. */
  async judge(positions: readonly Chess[], legal: readonly (readonly number[])[]): Promise<MovesEvaluation> {
    const { config, parameters } = this;
    if (isEvaluation(config)) return movesOfSuccessors(await judgeBySuccessors(config, parameters, positions), legal);
    const passes: MovesEvaluation[] = [];
    for (let from = 0; from < positions.length; from += LARGEST_BATCH) {
      this.batch.fill(positions.slice(from, from + LARGEST_BATCH), legal.slice(from, from + LARGEST_BATCH));
      passes.push(judgeMoves(config, parameters, this.batch));
    }
    return joined(passes);
  }

  /** The network's answer to a conversation, oldest turn first. */
  reply(turns: readonly string[], options: ReplyOptions): Promise<string> {
    return generateReply(this, turns, options);
  }

  private get batch(): BoardBatch {
    return (this.ownBatch ??= new BoardBatch());
  }

  dispose(): void {
    tf.dispose(Object.values(this.parameters));
  }
}

/** A new, untrained network: equal for equal config and seed. */
export function createNetwork(config: NetworkConfig, tokenizer: Tokenizer, seed: number): Network {
  return networkFrom(config, tokenizer, initialValues(config, seed));
}

/** Builds a network from values by parameter name; every name of the config must be there. */
export function networkFrom(
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
