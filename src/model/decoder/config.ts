/** The tensors of a decoder, as its source has it. */
import type { SourceConfig } from '../source/index.js';
import { decoderShapes as shapesOf } from '../transformer/index.js';

/** Names and shapes of all tensors, in a fixed order. A weight is (in, out). */
export const decoderShapes = (config: SourceConfig): { readonly name: string; readonly shape: readonly number[] }[] =>
  [...shapesOf(config)].map(([name, shape]) => ({ name, shape }));
