import { type Parameters, parameterGroup } from '../../model/forward/index.js';
import type { Weights } from '../../model/onnx/index.js';

/** Returns the tensors of these groups of parameters (forward/parameters.ts) as arrays. */
export async function valuesOf(parameters: Parameters, groups: readonly string[]): Promise<Weights> {
  const names = Object.keys(parameters).filter((name) => groups.includes(parameterGroup(name)));
  const entries = names.map(async (name) => {
    const tensor = parameters[name]!;
    return [name, { shape: tensor.shape, data: (await tensor.data()) as Float32Array }] as const;
  });
  return new Map(await Promise.all(entries));
}
