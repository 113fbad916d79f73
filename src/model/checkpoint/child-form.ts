/** How a child is stored: whole, or as the difference from a base that is a difference itself. */
import * as tf from '@tensorflow/tfjs-core';
import type { Address } from '../../vocabulary/index.js';
import { roundedToHalf } from '../safetensors/index.js';
import { readDifference, type StoredForm } from './checkpoint.js';
import { Network } from './network.js';

/** A base in memory and where it is stored. */
interface StoredBase {
  readonly network: Network;
  readonly dir: string;
  readonly address: Address;
}

/** A child as it will be loaded again. */
interface ChildForm {
  /** The child itself, or with a difference a copy whose changed weights are rounded; then both must be disposed of. */
  readonly child: Network;
  readonly form: StoredForm;
}

/**
 * Returns a child as it will be loaded again, and the form to save it in. Of a base that is a difference, the child is
 * one from that base in half precision, and what is measured of it should be measured of the rounded copy; of a whole
 * base it is whole.
 */
export async function childForm(child: Network, { network, dir, address }: StoredBase): Promise<ChildForm> {
  if (!(await readDifference(dir))) return { child, form: {} };
  const changed = await changedParameters(child, network);
  const parameters: Record<string, tf.Tensor> = {};
  for (const [name, tensor] of Object.entries(child.parameters))
    parameters[name] = changed.has(name)
      ? tf.tensor(roundedToHalf((await tensor.data()) as Float32Array), tensor.shape)
      : tf.clone(tensor);
  return {
    child: new Network(child.config, child.tokenizer, parameters),
    form: {
      dtype: 'F16',
      difference: { base: { kind: 'checkpoint', address }, changed: (name) => changed.has(name) },
    },
  };
}

/** Names of the parameters of a network that another does not have, or not with the same bits. */
async function changedParameters(network: Network, base: Network): Promise<ReadonlySet<string>> {
  const changed = new Set<string>();
  for (const [name, tensor] of Object.entries(network.parameters)) {
    const other = base.parameters[name];
    if (other?.dataId === tensor.dataId) continue; // they share memory
    if (other === undefined || !sameBits((await tensor.data()) as Float32Array, (await other.data()) as Float32Array))
      changed.add(name);
  }
  return changed;
}

const bytesOf = (values: Float32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
const sameBits = (a: Float32Array, b: Float32Array): boolean => Buffer.compare(bytesOf(a), bytesOf(b)) === 0;
