/** Computes the gradients of both tasks on held-out data and compares them in the layers that they share. */
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import { HELD_OUT_EVALUATIONS_FILE } from '../../chess/dataset/index.js';
import { heldOutOfArm } from '../../dialogue/arms/index.js';
import type { DialogueExample } from '../../dialogue/conversation/index.js';
import { packExample } from '../../dialogue/tokens/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import { parameterShapes } from '../../model/forward/index.js';
import { isEvaluation } from '../../spec/index.js';
import { type Random, randomFromHash, sha256Hex } from '../../spec/keys/index.js';
import { loadExamples } from '../fine-tune/index.js';
import {
  boardInputs,
  boardLossReaches,
  boardTask,
  chatBatch,
  chatInputs,
  chatLossReaches,
  chatTask,
  EvaluationFile,
  evaluationInputs,
  evaluationTask,
  gradientsOf,
  type LossTask,
  PositionFile,
} from '../losses/index.js';
import { type LayerCosine, layerCosine } from './gradient-cosine.js';
import { MechanismError } from './mechanism-error.js';
import { fitsContext } from './mechanism-replies.js';

/** Arguments of `compareGradients`. */
export interface CosineOptions {
  readonly gamesDir: string;
  readonly dialogueDir: string;
  /** Tone of the replies on which the chat's loss is computed; `random` takes any. */
  readonly tone: 'positive' | 'negative' | 'neutral' | 'random';
  /** Minimum |compound| of VADER for a tone. */
  readonly band: number;
  /** Batches of each task, at least 2. */
  readonly batches: number;
  /** Positions and sequences per batch. */
  readonly positions: number;
  readonly sequences: number;
  readonly seed: number;
  readonly onBatch?: (done: number) => void;
  readonly signal?: AbortSignal;
}

interface CosineReport {
  /** Number of held-out positions and replies from which batches were sampled, with replacement. */
  readonly positions: number;
  readonly replies: number;
  readonly batches: number;
  /** All shared layers together, then each one. */
  readonly layers: readonly LayerCosine[];
}

/** Name of the group of all shared layers. */
const ALL_SHARED = 'all shared layers';

/**
 * Names of the layers on which both losses depend, each with the indices of its tensors among the config's parameters.
 * @internal
 */
export function sharedLayers(config: Network['config']): Map<string, number[]> {
  const layers = new Map<string, number[]>();
  if (config.separateTrunk) return layers; // the chat uses the separate trunk
  parameterShapes(config).forEach(({ name }, i) => {
    if (!boardLossReaches(name) || !chatLossReaches(name)) return;
    const layer = name.slice(0, name.lastIndexOf('.'));
    layers.set(layer, [...(layers.get(layer) ?? []), i]);
  });
  return layers;
}

/**
 * Compares the gradients of both tasks in all shared layers. Throws MechanismError where no layer is shared or no reply
 * is held out, FileError for a dataset that cannot be read, and the signal's reason after an abort.
 */
export async function compareGradients(network: Network, options: CosineOptions): Promise<CosineReport> {
  const { config } = network;
  const layers = sharedLayers(config);
  if (layers.size === 0)
    throw new MechanismError(
      'nothing-shared',
      'the two tasks of this network share no layer: its chat has a separate trunk',
    );
  const random = randomFromHash(sha256Hex(`gradient cosine/${options.seed}`));
  const board = await openBoardSource(network, options, random);
  const replies = await loadHeldOutReplies(network, options);
  const shapes = parameterShapes(config);
  const weights = shapes.map(({ name }) => network.parameters[name]!);
  const ofChat = chatTask(config, 1);
  const groups = [[ALL_SHARED, [...layers.values()].flat()] as const, ...layers];
  const collected = groups.map(([layer]) => ({ layer, board: [] as Float32Array[], chat: [] as Float32Array[] }));
  const collect = async (task: 'board' | 'chat', loss: LossTask, inputs: BatchInputs): Promise<void> => {
    const { gradients } = await gradientsOf(loss, shapes, weights, inputs);
    tf.dispose(inputs.map(({ tensor }) => tensor));
    const values = await Promise.all(
      groups[0]![1].map(async (i) => [i, (await gradients[i]!.data()) as Float32Array] as const),
    );
    tf.dispose(gradients);
    const byIndex = new Map(values);
    groups.forEach(([, indices], group) =>
      collected[group]![task].push(concatVectors(indices.map((i) => byIndex.get(i)!))),
    );
  };
  for (let batch = 0; batch < options.batches; batch++) {
    await setImmediate(); // lets a signal be handled: the native library never yields
    options.signal?.throwIfAborted();
    await collect('board', board.task, board.sample());
    const sampled = Array.from({ length: options.sequences }, () => replies[random.below(replies.length)]!);
    const chat = chatBatch(sampled.map((example) => packExample(example, network.tokenizer, config.chat.context)!));
    await collect('chat', ofChat, chatInputs(chat));
    options.onBatch?.(batch + 1);
  }
  return {
    positions: board.count,
    replies: replies.length,
    batches: options.batches,
    layers: collected.map(layerCosine),
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

type BatchInputs = ReturnType<typeof chatInputs>;

interface BoardSource {
  /** Number of held-out positions. */
  readonly count: number;
  readonly task: LossTask;
  /** Samples a batch of the task. */
  readonly sample: () => BatchInputs;
}

/** Uses the board's own loss: policy and outcome, or the evaluation loss of an evaluation network. */
async function openBoardSource(
  { config }: Network,
  { gamesDir, positions }: CosineOptions,
  random: Random,
): Promise<BoardSource> {
  if (isEvaluation(config)) {
    const file = await EvaluationFile.open(join(gamesDir, HELD_OUT_EVALUATIONS_FILE));
    const task = evaluationTask(config, file.meanAbsolutePawns);
    return { count: file.count, task, sample: () => evaluationInputs(file.sample(positions, random)) };
  }
  const file = await PositionFile.open(join(gamesDir, 'held-out.bin'));
  return { count: file.count, task: boardTask(config), sample: () => boardInputs(file.sample(positions, random)) };
}

/** Held-out examples that fit the context. */
async function loadHeldOutReplies(
  { tokenizer, config }: Network,
  { dialogueDir, tone, band, seed }: CosineOptions,
): Promise<DialogueExample[]> {
  const replies = heldOutOfArm(await loadExamples(dialogueDir), { tone, band }, Infinity, seed).filter(({ reply }) =>
    fitsContext(reply, tokenizer, config.chat.context),
  );
  if (replies.length === 0) throw new MechanismError('too-few-examples', 'the dialogue has no such held-out reply');
  return replies;
}
