import * as tf from '@tensorflow/tfjs-core';
import type { PretrainedChat } from '../../spec/index.js';
import { blockInput, blocksBetween, type Pass, placesOf } from '../transformer/index.js';
import { type ChatStep, lastTokenRows, type NewTokens, promptSlotsOf, stepMask, tokenPositions } from './chat-steps.js';
import type { Parameters } from './parameters.js';
import { pretrainedOutput, towerTensors } from './pretrained-tower.js';

/**
 * One step of a pretrained tower (see chat-steps.ts). The cache holds the keys and values (B, K, S, D) of each block,
 * for K heads of width D. Prompts stand at the first token's place.
 */
export function pretrainedStep(
  chat: PretrainedChat,
  p: Parameters,
  cache: readonly tf.Tensor[],
  next: NewTokens,
  prompts?: tf.Tensor3D,
): ChatStep {
  const sequences = next.lengths.length;
  const tokenCount = next.ids.length / sequences;
  const promptCount = prompts?.shape[1] ?? 0;
  const length = promptCount + tokenCount;
  const own = towerTensors(p);
  const positions = tokenPositions(next);
  const tokens = blockInput(chat, own, tf.tensor1d(next.ids, 'int32'), placesOf(chat, positions));
  const input = prompts
    ? tf.reshape(tf.concat([prompts, tf.reshape(tokens, [sequences, tokenCount, chat.width])], 1), [-1, chat.width])
    : tokens;
  const newCache: tf.Tensor[] = [];
  const remember: Pass['remember'] = (block, keys, values) => {
    const [before, valuesBefore] = [cache[2 * block], cache[2 * block + 1]] as [tf.Tensor4D?, tf.Tensor4D?];
    const all = [
      before ? tf.concat([before, keys], 2) : keys,
      valuesBefore ? tf.concat([valuesBefore, values], 2) : values,
    ] as const;
    newCache.push(...all);
    return all;
  };
  const pass: Pass = {
    sequences,
    places: placesOf(chat, withPrompts(positions, sequences, promptCount)),
    mask: stepMask(next, tokenCount, promptCount, promptSlotsOf(next, cache, prompts)),
    remember,
  };
  const rows = lastTokenRows(next, length, promptCount);
  const states = blocksBetween(chat, own, input as tf.Tensor2D, pass, [0, chat.layers], rows);
  return { rows: pretrainedOutput(chat, p, states), cache: newCache };
}

/** Positions of prompts and tokens, those of the prompts 0. */
function withPrompts(positions: Int32Array, sequences: number, promptCount: number): Int32Array {
  const tokenCount = positions.length / sequences;
  const all = new Int32Array(sequences * (promptCount + tokenCount));
  for (let row = 0; row < sequences; row++)
    all.set(
      positions.subarray(row * tokenCount, (row + 1) * tokenCount),
      row * (promptCount + tokenCount) + promptCount,
    );
  return all;
}
