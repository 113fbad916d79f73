/**
 * The checkpoint folder: safetensors weights, canonical config, tokenizer and card. Its address is the SHA-256 of the
 * first three. A checkpoint is parsed as data only: every shape and value is checked, and nothing is executed.
 */
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { Tokenizer } from '../../dialogue/tokens/index.js';
import type { NetworkConfig } from '../../spec/index.js';
import { checkpointAddress } from '../../spec/keys/index.js';
import type { Address } from '../../vocabulary/index.js';
import { elementCount, parameterShapes } from '../forward/index.js';
import { encodeSafetensors, type StoredTensor } from '../safetensors/index.js';
import type { Card } from './card.js';
import { type DifferenceBase, differenceMetadata } from './difference.js';
import { type Network, networkFromValues } from './network.js';
import { CheckpointError, completeTensors, FILES, readCheckpoint } from './read-checkpoint.js';

/**
 * Loads a checkpoint folder; a difference is completed by its base, which must be on this machine. The backend must
 * have been started. Throws CheckpointError `checkpoint-missing` where a file cannot be read and `bad-checkpoint` where
 * its content is invalid.
 */
export async function loadNetwork(dir: string): Promise<Network> {
  const files = await readCheckpoint(dir);
  const tokenizer = parseTokenizer(files.tokenizer);
  if (tokenizer.size !== files.config.chat.vocabulary) {
    throw new CheckpointError(
      'bad-checkpoint',
      `tokenizer has ${tokenizer.size} entries, the network ${files.config.chat.vocabulary}`,
    );
  }
  const tensors = await completeTensors(dir, files, () => true);
  const values = new Map([...tensors].map(([name, { data }]) => [name, data]));
  return networkFromValues(files.config, tokenizer, values);
}

/**
 * Reads a checkpoint's config and weights without any backend, only those that `needed` names. Throws CheckpointError
 * as `loadNetwork`.
 */
export async function loadWeights(
  dir: string,
  needed: (name: string) => boolean = () => true,
): Promise<{ readonly config: NetworkConfig; readonly weights: ReadonlyMap<string, StoredTensor> }> {
  const files = await readCheckpoint(dir);
  return { config: files.config, weights: await completeTensors(dir, files, needed) };
}

function parseTokenizer(text: string): Tokenizer {
  try {
    return Tokenizer.fromJson(text);
  } catch (error) {
    throw new CheckpointError(
      'bad-checkpoint',
      `${FILES.tokenizer}: ${error instanceof Error ? error.message : 'not a tokenizer'}`,
    );
  }
}

/**
 * Returns the address of a checkpoint folder after reading and checking all of it; the base of a difference is not
 * read. Throws CheckpointError.
 */
export async function readCheckpointAddress(dir: string): Promise<Address> {
  return (await readCheckpoint(dir)).address;
}

/**
 * Returns what a checkpoint folder differs from, and the parameters in which it does; undefined for a whole one. Throws
 * CheckpointError.
 */
export async function readDifference(
  dir: string,
): Promise<{ readonly base: DifferenceBase; readonly changed: readonly string[] } | undefined> {
  const { base, own } = await readCheckpoint(dir);
  return base && { base, changed: [...own.keys()] };
}

/** How a checkpoint is stored. */
export interface StoredForm {
  /** `F16` rounds the weights to half precision: loading the checkpoint gives the rounded network. F32 by default. */
  readonly dtype?: 'F32' | 'F16';
  /** Stores only the parameters that `changed` names; the others must be those of `base`. */
  readonly difference?: { readonly base: DifferenceBase; readonly changed: (name: string) => boolean };
}

/**
 * Writes `<checkpoints>/<address>/` and returns the address. The folder appears atomically; an existing one is left
 * unchanged (equal address, equal network). Throws RangeError for weights that do not fit half precision.
 */
export async function saveCheckpoint(
  checkpoints: string,
  network: Network,
  tokenizerJson: string,
  card: Card,
  { dtype = 'F32', difference }: StoredForm = {},
): Promise<Address> {
  const tensors = new Map<string, StoredTensor>();
  for (const { name, shape } of parameterShapes(network.config)) {
    if (difference && !difference.changed(name)) continue;
    const data = (await network.parameters[name]!.data()) as Float32Array;
    if (data.length !== elementCount(shape)) throw new RangeError(`tensor ${name} has the wrong size`);
    tensors.set(name, { shape, data });
  }
  const weights = encodeSafetensors(tensors, difference && differenceMetadata(difference.base), dtype);
  const address = checkpointAddress(weights, network.config, Buffer.from(tokenizerJson));
  await mkdir(checkpoints, { recursive: true });
  const draft = await mkdtemp(join(checkpoints, '.draft-'));
  try {
    await writeFile(join(draft, FILES.weights), weights);
    await writeFile(join(draft, FILES.config), `${JSON.stringify(network.config, null, 2)}\n`);
    await writeFile(join(draft, FILES.tokenizer), tokenizerJson);
    await writeFile(join(draft, FILES.card), `${JSON.stringify(card, null, 2)}\n`);
    await rename(draft, join(checkpoints, address));
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
  return address;
}

/** Number of tensors that the backend holds now. Workers use it to detect leaks. */
export const tensorCount = (): number => tf.memory().numTensors;
