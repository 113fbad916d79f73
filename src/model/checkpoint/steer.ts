/**
 * Steering: a constant vector added to the output of one residual block of the trunk, for every square, board and token
 * alike. A block computes `rows + (hidden . weight + bias)`, so adding a vector to its output equals adding it to the
 * block's last bias: a steered network is an ordinary network of the same config. After "activation addition" (Turner
 * et al., arXiv 2308.10248) and "persona vectors" (Chen et al., arXiv 2507.21509), which add the vector at every
 * forward pass.
 */
import { type Network, networkFromValues } from './network.js';

/** Name of the last bias of a block of the trunk. */
const steeredBias = (block: number): string => `trunk.block${block}.down.bias`;

/**
 * Returns a copy of the network with `dose` times `direction` (W) added to the output of block `block` of the trunk;
 * the copy owns its tensors. With dose 0 it is bit-identical. Throws RangeError where the trunk has no such block or
 * another width.
 */
export async function steerNetwork(
  network: Network,
  block: number,
  direction: Float32Array,
  dose: number,
): Promise<Network> {
  const { config, tokenizer, parameters } = network;
  const { layers, width } = config.trunk;
  if (!Number.isInteger(block) || block < 0 || block >= layers)
    throw new RangeError(`the trunk has blocks 0 to ${layers - 1}, not ${block}`);
  if (direction.length !== width) throw new RangeError(`the trunk is ${width} wide, the direction ${direction.length}`);
  const values = new Map<string, Float32Array>();
  for (const [name, tensor] of Object.entries(parameters)) {
    const data = (await tensor.data()) as Float32Array;
    const steered = name === steeredBias(block) && dose !== 0; // adding 0 would turn a bias of -0 into 0
    values.set(name, steered ? data.map((value, i) => value + dose * direction[i]!) : data);
  }
  return networkFromValues(config, tokenizer, values);
}

/** Euclidean norm of a vector. */
export const euclideanNorm = (vector: ArrayLike<number>): number =>
  Math.sqrt(Array.from(vector).reduce((sum, value) => sum + value * value, 0));
