import * as tf from '@tensorflow/tfjs-core';
import type { StepModel } from '../forward/index.js';
import type { SourceConfig } from '../source/index.js';
import { blockStep, causalMask, headLogits, lastNorm, type NewTokens, placesOf } from '../transformer/index.js';
import { decoderShapes } from './config.js';

/** A pretrained decoder, step by step. */
export function decoderSteps(config: SourceConfig): StepModel {
  const step = (p: Readonly<Record<string, tf.Tensor>>, next: NewTokens, cache: readonly tf.Tensor[]) => {
    const { rows, cache: kept } = blockStep(config, p, next, cache);
    return { logits: headLogits(config, p, lastNorm(config, p, rows)), cache: kept };
  };
  return {
    key: `decoder ${JSON.stringify(config)}`,
    names: decoderShapes(config).map(({ name }) => name),
    prompts: 0,
    first(p, ids, lengths) {
      const [sequences, length] = [lengths.length, ids.length / lengths.length];
      const shared = config.family === 'llama';
      const positions = Int32Array.from({ length: shared ? length : ids.length }, (_, i) => i % length);
      const places = placesOf(config, positions);
      return step(p, { ids: tf.tensor1d(ids, 'int32'), sequences, lengths, places, mask: causalMask(length) }, []);
    },
    places: (positions) => placesOf(config, positions),
    next: step,
  };
}
