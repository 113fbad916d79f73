/** Takes the gradients of both tasks on held-out data and compares them in the layers that they share. */
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import { HELD_OUT_EVALUATIONS_FILE } from '../../chess/dataset/index.js';
import { heldOutOfArm } from '../../dialogue/arms/index.js';
import type { DialogueExample } from '../../dialogue/conversation/index.js';
import { packExample } from '../../dialogue/tokens/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import { parameterShapes } from '../../model/forward/index.js';
import { isEvaluation, type Random, randomFromHash, sha256Hex } from '../../spec/index.js';
import { loadExamples } from '../fine-tune/index.js';
import {
  boardGradients,
  boardLossReaches,
  chatBatch,
  chatGradients,
  chatLossReaches,
  EvaluationFile,
  evaluationGradients,
  PositionFile,
  type TaskGradients,
} from '../losses/index.js';
import { type LayerCosine, layerCosine } from './gradient-cosine.js';
import { MechanismError } from './mechanism-error.js';
import { fitsContext } from './mechanism-replies.js';

export interface CosineOptions {
  readonly gamesDir: string;
  readonly dialogueDir: string;
  /** Whose replies the chat's loss is taken on; `random` takes any. */
  readonly tone: 'positive' | 'negative' | 'neutral' | 'random';
  readonly band: number;
  /** Batches of each task, 2 at least. */
  readonly batches: number;
  /** Positions and sequences of a batch. */
  readonly positions: number;
  readonly sequences: number;
  readonly seed: number;
  readonly onBatch?: (done: number) => void;
  readonly signal?: AbortSignal;
}

export interface CosineReport {
  /** Held-out positions and replies that batches were drawn from, with replacement. */
  readonly positions: number;
  readonly replies: number;
  readonly batches: number;
  /** All shared layers together, then each one. */
  readonly layers: readonly LayerCosine[];
}

/** Everything shared, as one. */
export const ALL_SHARED = 'all shared layers';

/** Names of the layers that both losses reach, each with the places of its tensors among the config's parameters. */
export function sharedLayers(config: Network['config']): Map<string, number[]> {
  const layers = new Map<string, number[]>();
  if (config.separateTrunk) return layers; // the chat goes through a trunk of its own
  parameterShapes(config).forEach(({ name }, i) => {
    if (!boardLossReaches(name) || !chatLossReaches(name)) return;
    const layer = name.slice(0, name.lastIndexOf('.'));
    layers.set(layer, [...(layers.get(layer) ?? []), i]);
  });
  return layers;
}

/**
 * Throws MechanismError where nothing is shared or nothing is held out, FileError for a dataset that cannot be read.
 */
export async function compareGradients(network: Network, options: CosineOptions): Promise<CosineReport> {
  const { config } = network;
  const layers = sharedLayers(config);
  if (layers.size === 0)
    throw new MechanismError(
      'nothing-shared',
      'the two tasks of this network share no layer: its chat has a trunk of its own',
    );
  const random = randomFromHash(sha256Hex(`gradient cosine/${options.seed}`));
  const board = await openBoardSource(network, options, random);
  const replies = await loadHeldOutReplies(network, options);
  const shapes = parameterShapes(config);
  const weights = shapes.map(({ name }) => network.parameters[name]!);
  const groups = [[ALL_SHARED, [...layers.values()].flat()] as const, ...layers];
  const found = groups.map(([layer]) => ({ layer, board: [] as Float32Array[], chat: [] as Float32Array[] }));
  const keep = async (side: 'board' | 'chat', { gradients }: TaskGradients): Promise<void> => {
    const values = await Promise.all(
      groups[0]![1].map(async (i) => [i, (await gradients[i]!.data()) as Float32Array] as const),
    );
    tf.dispose(gradients);
    const byPlace = new Map(values);
    groups.forEach(([, places], group) => found[group]![side].push(concatVectors(places.map((i) => byPlace.get(i)!))));
  };
  for (let batch = 0; batch < options.batches; batch++) {
    await setImmediate(); // a signal gets its turn: the native library never waits
    options.signal?.throwIfAborted();
    await keep('board', await board.gradients(weights));
    const drawn = Array.from({ length: options.sequences }, () => replies[random.below(replies.length)]!);
    const chat = chatBatch(drawn.map((example) => packExample(example, network.tokenizer, config.chat.context)!));
    await keep('chat', await chatGradients(config, weights, chat, 1));
    options.onBatch?.(batch + 1);
  }
  return {
    positions: board.count,
    replies: replies.length,
    batches: options.batches,
    layers: found.map(layerCosine),
  };
}

function concatVectors(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

interface BoardSource {
  readonly count: number;
  readonly gradients: (weights: readonly tf.Tensor[]) => Promise<TaskGradients>;
}

/** The board's own loss: policy and outcome, or the distance from evaluations of a network that evaluates. */
async function openBoardSource(
  { config }: Network,
  { gamesDir, positions }: CosineOptions,
  random: Random,
): Promise<BoardSource> {
  if (isEvaluation(config)) {
    const file = await EvaluationFile.open(join(gamesDir, HELD_OUT_EVALUATIONS_FILE));
    const unit = file.meanAbsolutePawns;
    return {
      count: file.count,
      gradients: (weights) => evaluationGradients(config, weights, file.sample(positions, random), unit),
    };
  }
  const file = await PositionFile.open(join(gamesDir, 'held-out.bin'));
  return {
    count: file.count,
    gradients: (weights) => boardGradients(config, weights, file.sample(positions, random), {}),
  };
}

/** Held-out examples that fit the context. */
async function loadHeldOutReplies(
  { tokenizer, config }: Network,
  { dialogueDir, tone, band, seed }: CosineOptions,
): Promise<DialogueExample[]> {
  const replies = heldOutOfArm(await loadExamples(dialogueDir), { tone, band }, Infinity, seed).filter(({ reply }) =>
    fitsContext(reply, tokenizer, config.chat.context),
  );
  if (replies.length === 0) throw new MechanismError('too-few-examples', 'the dialogue holds no such reply out');
  return replies;
}
