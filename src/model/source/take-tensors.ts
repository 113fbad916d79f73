import { allFinite, type StoredTensor } from '../safetensors/index.js';
import { printable } from './gguf-file.js';
import { splitRotaryPairs, takeColumns, transpose } from './layouts.js';
import { bad, type SourceConfig, sizeOf, sourceShapes } from './source-config.js';
import { type Container, type Origin, originsOf } from './tensor-names.js';

/** The tensors of a file, which are decoded when they are asked for. */
export interface TensorFile {
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  /** Decodes the tensor of this name, row-major. */
  readonly read: (name: string) => Float32Array;
}

/** Largest finite number in half precision. */
const LARGEST_HALF = 65_504;

/**
 * Takes all tensors of a model from a file, in our names and layouts. Throws SourceError for a tensor that is missing,
 * of another shape or not finite, or that the model does not have. A head beside a tied embedding is left out.
 */
export function takeTensors(config: SourceConfig, container: Container, file: TensorFile): Map<string, StoredTensor> {
  const origins = originsOf(config, container);
  const shapes = sourceShapes(config);
  const used = new Set([...origins.values()].map(({ from }) => from));
  // shapes are compared before any tensor is decoded: no wrong config leads to a large allocation
  for (const [name, origin] of origins) checkShape(name, shapes.get(name)!, origin, file);
  const head = originsOf({ ...config, tied: false }, container).get('head.weight')!.from;
  for (const name of file.shapes.keys())
    if (!used.has(name) && name !== head) throw bad(`tensor ${printable(name)} is not part of such a model`);
  const tensors = new Map<string, StoredTensor>();
  for (const [name, origin] of origins) {
    const shape = shapes.get(name)!;
    const data = rearrange(file.read(origin.from), shape, origin);
    if (!allFinite(data)) throw bad(`tensor ${origin.from} has a value that is not finite`);
    if (data.some((value) => value > LARGEST_HALF || value < -LARGEST_HALF))
      throw bad(`tensor ${origin.from} has a value beyond ${LARGEST_HALF}, the limit of half precision`);
    tensors.set(name, { shape, data });
  }
  return tensors;
}

/** The shape that a tensor must have in the file: our shape, three times as wide if fused, and turned if transposed. */
function shapeInFile(shape: readonly number[], { transposed, third }: Origin): number[] {
  const wide = third === undefined ? [...shape] : [...shape.slice(0, -1), 3 * shape.at(-1)!];
  return transposed ? wide.reverse() : wide;
}

function checkShape(name: string, shape: readonly number[], origin: Origin, file: TensorFile): void {
  const expected = shapeInFile(shape, origin).join(' x ');
  const found = file.shapes.get(origin.from);
  if (found === undefined) throw bad(`tensor ${origin.from} (our ${name}) is missing`);
  if (found.join(' x ') !== expected)
    throw bad(`tensor ${origin.from} has shape ${found.join(' x ')}, not ${expected} as its config says`);
}

function rearrange(data: Float32Array, shape: readonly number[], origin: Origin): Float32Array {
  const { transposed, pairedHeads, third } = origin;
  const [rows = 1, columns = 1] = shapeInFile(shape, origin);
  const paired = pairedHeads === undefined ? data : splitRotaryPairs(data, pairedHeads, columns);
  const turned = transposed ? transpose(paired, rows, columns) : paired;
  if (third === undefined) return turned;
  const width = shape.at(-1)!;
  return takeColumns(turned, (turned.length / sizeOf(shape)) * width, third * width, width);
}
