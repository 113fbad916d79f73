/** The forward pass of a pretrained decoder over whole sequences. Dimension letters: blocks.ts. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Parameters } from '../forward/index.js';
import type { SourceConfig } from '../source/index.js';
import { blockInput, blockOutput, causalMask, headLogits, placesOf } from '../transformer/index.js';

/**
 * Hidden states after the last norm, at `rows` (N) of B * T; all rows where none are given: token ids (B * T) int32 ->
 * (N, C). Sequences are padded at the end, which changes nothing in the rows before. `sequences` is B; T must not
 * exceed the context. Differentiable by all parameters.
 * @internal
 */
export function decoderStates(
  config: SourceConfig,
  p: Parameters,
  tokens: tf.Tensor1D,
  sequences: number,
  rows?: tf.Tensor1D,
): tf.Tensor2D {
  const length = tokens.shape[0] / sequences;
  const shared = config.family === 'llama';
  const positions = Int32Array.from({ length: shared ? length : sequences * length }, (_, i) => i % length);
  const places = placesOf(config, positions);
  const mask = causalMask(length);
  return blockOutput(config, p, blockInput(config, p, tokens, places), { sequences, places, mask }, rows);
}

/** Logits (N, V) of the tokens that follow `rowIndices` (N) of B * T; otherwise as `decoderStates`. */
export const decoderLogits = (
  config: SourceConfig,
  p: Parameters,
  tokens: tf.Tensor1D,
  sequences: number,
  rowIndices: tf.Tensor1D,
): tf.Tensor2D => headLogits(config, p, decoderStates(config, p, tokens, sequences, rowIndices));
