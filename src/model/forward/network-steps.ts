import * as tf from '@tensorflow/tfjs-core';
import { isPretrained, isRecurrent, type NetworkConfig } from '../../spec/index.js';
import { causalMask, type NewTokens, placesOf, type Step } from '../transformer/index.js';
import { tokenLogits } from './chat-forward.js';
import { promptRows } from './chat-prompt.js';
import { decoderStep, pretrainedStep, recurrentStep } from './chat-steps.js';
import { type Parameters, parameterShapes } from './parameters.js';

/** What reading sequences token by token needs of a model. Its functions must run inside a tidy. */
export interface StepModel {
  /** Equal for models whose `next` computes the same. */
  readonly key: string;
  /** Names of the parameters that `next` uses. */
  readonly names: readonly string[];
  /** Slots of the cache that are taken before the first token of each sequence. */
  readonly prompts: number;
  /**
   * Reads the beginnings of B sequences, `ids` (B x N) padded at their ends. Returns logits (B, V) after the last token
   * of each, and the cache.
   */
  first(p: Parameters, ids: Int32Array, lengths: readonly number[]): StepLogits;
  /** What `next` takes of the positions (B) of new tokens. */
  places(positions: Int32Array): tf.Tensor[];
  /** Reads one more token of each sequence. The cache keeps its size (`grown`). Uses no other tensors. */
  next(p: Parameters, token: Omit<NewTokens, 'lengths'>, cache: readonly tf.Tensor[]): StepLogits;
}

/** Result of a step of a StepModel. */
interface StepLogits {
  /** (B, V). */
  readonly logits: tf.Tensor2D;
  /** Their first axis is the sequence: keys and values (B, K, S, D), or, of a recurrent tower, states (B, C). */
  readonly cache: readonly tf.Tensor[];
}

/** The chat of a network, step by step. */
export function networkSteps(config: NetworkConfig): StepModel {
  const { chat, prompt } = config;
  const prompts = prompt?.vectors ?? 0;
  const step = (p: Parameters, next: NewTokens, cache: readonly tf.Tensor[], rows?: tf.Tensor3D): StepLogits => {
    const result = towerStep(config, p, next, cache, rows);
    return { logits: tokenLogits(config, p, result.rows), cache: result.cache };
  };
  return {
    key: `network ${JSON.stringify(config)}`,
    names: parameterShapes(config)
      .map(({ name }) => name)
      .filter((name) => /^(chat|trunk)\./.test(name)),
    prompts,
    first(p, ids, lengths) {
      const tokens = tf.tensor1d(ids, 'int32');
      const [sequences, length] = [lengths.length, ids.length / lengths.length];
      const places = firstPlaces(config, sequences, length);
      const next = { ids: tokens, sequences, lengths, places, mask: causalMask(prompts + length) };
      return step(p, next, [], promptRows(config, p, tokens, sequences));
    },
    places(positions) {
      if (isRecurrent(chat)) return [];
      return isPretrained(chat) ? placesOf(chat, positions) : [tf.tensor1d(positions, 'int32')];
    },
    next: step,
  };
}

function towerStep(
  { chat }: NetworkConfig,
  p: Parameters,
  next: NewTokens,
  cache: readonly tf.Tensor[],
  prompts: tf.Tensor3D | undefined,
): Step {
  if (isPretrained(chat)) return pretrainedStep(chat, p, next, cache, prompts);
  return isRecurrent(chat) ? recurrentStep(chat, p, next, cache, prompts) : decoderStep(chat, p, next, cache, prompts);
}

/** Places of the first `length` tokens of each sequence; for rotations also of prompts, which stand at the first. */
function firstPlaces({ chat, prompt }: NetworkConfig, sequences: number, length: number): tf.Tensor[] {
  if (isRecurrent(chat)) return [];
  if (isPretrained(chat) && chat.family === 'llama') {
    const prompts = prompt?.vectors ?? 0;
    return placesOf(
      chat,
      Int32Array.from({ length: prompts + length }, (_, i) => Math.max(0, i - prompts)),
    );
  }
  const positions = Int32Array.from({ length: sequences * length }, (_, i) => i % length);
  return [tf.tensor1d(positions, 'int32')];
}
