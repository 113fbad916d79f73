import type { StoredTensor } from '../safetensors/index.js';
import { bad, printable, type SourceConfig, sizeOf } from '../source/index.js';
import { tokenizerFileOf } from './cut-tokenizer.js';

/** A source model with its whole vocabulary. */
interface WholeSource {
  readonly config: SourceConfig;
  /** Tensors by our names, as `sourceShapes` lists them. */
  readonly weights: ReadonlyMap<string, StoredTensor>;
  readonly tokenizerJson: string;
}

/** What of a source model the vocabulary decides. */
interface CutModel {
  readonly config: SourceConfig;
  readonly weights: Map<string, StoredTensor>;
}

/**
 * Returns a source model whose vocabulary is that of a cut tokenizer: rows of the embedding, and columns of a head of
 * its own, by the strings of the tokens. Rows of the whole model beyond its tokenizer are left out; all other tensors
 * are those of the whole model, not copied. Throws SourceError where the whole model does not have a token.
 */
export function cutWeights(whole: WholeSource, cutTokenizerJson: string): CutModel {
  const rowOf = new Map(tokenizerFileOf(whole.tokenizerJson).vocabulary.map((token, id) => [token, id]));
  const rows = tokenizerFileOf(cutTokenizerJson).vocabulary.map((token) => {
    const row = rowOf.get(token);
    if (row === undefined) throw bad(`the whole vocabulary does not have the token ${printable(token)}`);
    return row;
  });
  const { vocabulary, width, tied } = whole.config;
  const beyond = rows.find((row) => row >= vocabulary);
  if (beyond !== undefined) throw bad(`the embedding has no row ${beyond}`);
  const weights = new Map(whole.weights);
  weights.set('embedding', {
    shape: [rows.length, width],
    data: pickRows(matrixOf(whole, 'embedding', [vocabulary, width]), width, rows),
  });
  if (!tied)
    weights.set('head.weight', {
      shape: [width, rows.length],
      data: pickColumns(matrixOf(whole, 'head.weight', [width, vocabulary]), vocabulary, rows),
    });
  return { config: { ...whole.config, vocabulary: rows.length }, weights };
}

function matrixOf({ weights }: WholeSource, name: string, shape: readonly number[]): Float32Array {
  const data = weights.get(name)?.data;
  if (data?.length !== sizeOf(shape)) throw bad(`tensor ${name} is not of shape ${shape.join(' x ')}`);
  return data;
}

function pickRows(data: Float32Array, width: number, rows: readonly number[]): Float32Array {
  const out = new Float32Array(rows.length * width);
  rows.forEach((row, at) => out.set(data.subarray(row * width, (row + 1) * width), at * width));
  return out;
}

function pickColumns(data: Float32Array, width: number, columns: readonly number[]): Float32Array {
  const count = columns.length;
  const out = new Float32Array((data.length / width) * count);
  for (let row = 0; row * width < data.length; row++)
    for (let at = 0; at < count; at++) out[row * count + at] = data[row * width + columns[at]!]!;
  return out;
}
