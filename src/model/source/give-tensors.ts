import type { StoredTensor } from '../safetensors/index.js';
import { putColumns, transpose } from './layouts.js';
import { type SourceConfig, sizeOf } from './source-config.js';
import { originsOf } from './tensor-names.js';

/**
 * The tensors of a model as a Hugging Face folder names them and lays them out: what take-tensors.ts takes from one,
 * the other way round. `weights` are those of `sourceShapes`. A tied head is left out.
 */
export function giveTensors(
  config: SourceConfig,
  weights: ReadonlyMap<string, StoredTensor>,
): Map<string, StoredTensor> {
  const file = new Map<string, StoredTensor>();
  for (const [name, { from, transposed, third }] of originsOf(config, 'huggingface')) {
    const { shape, data } = weights.get(name)!;
    if (third !== undefined) putThird(file, from, { shape, data }, third);
    else if (transposed) {
      const [rows, columns] = shape as readonly [number, number];
      file.set(from, { shape: [columns, rows], data: transpose(data, rows, columns) });
    } else file.set(from, { shape, data });
  }
  return file;
}

/** Query, key or value (..., C) as a third of one tensor (..., 3 C). */
function putThird(file: Map<string, StoredTensor>, name: string, { shape, data }: StoredTensor, third: number): void {
  const width = shape.at(-1)!;
  const wide = [...shape.slice(0, -1), 3 * width];
  const fused = file.get(name) ?? { shape: wide, data: new Float32Array(sizeOf(wide)) };
  putColumns(fused.data, 3 * width, third * width, data, width);
  file.set(name, fused);
}
