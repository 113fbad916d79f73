/** The shape of a decoder, as its source has it. */
import { type SourceConfig, sourceShapes } from '../source/index.js';

/** Width of a head of queries, keys or values. */
export const headWidth = ({ width, heads }: SourceConfig): number => width / heads;

/** Names and shapes of all tensors, in a fixed order. A weight is (in, out). */
export const decoderShapes = (config: SourceConfig): { readonly name: string; readonly shape: readonly number[] }[] =>
  [...sourceShapes(config)].map(([name, shape]) => ({ name, shape }));
