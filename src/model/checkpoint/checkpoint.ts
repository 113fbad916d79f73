/**
 * The checkpoint folder: safetensors weights, canonical config, tokenizer and card. Its address is the SHA-256 of the
 * first three. A checkpoint is parsed as data only: every shape and value is checked, and nothing is executed.
 */
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import Schema from 'typebox/schema';
import { Tokenizer } from '../../dialogue/tokens/index.js';
import { isRecurrent, NetworkConfig } from '../../spec/index.js';
import { checkpointAddress } from '../../spec/keys/index.js';
import type { Address } from '../../vocabulary/index.js';
import { elementCount, parameterShapes } from '../forward/index.js';
import {
  allFinite,
  decodeSafetensors,
  encodeSafetensors,
  SafetensorsError,
  type StoredTensor,
} from '../safetensors/index.js';
import type { Card } from './card.js';
import { type Network, networkFromValues } from './network.js';

/** A checkpoint folder lacks a file, or a file in it is not what the config calls for. */
class CheckpointError extends Error {
  constructor(
    readonly code: 'checkpoint-missing' | 'bad-checkpoint',
    message: string,
  ) {
    super(message);
  }
}

const FILES = {
  weights: 'model.safetensors',
  config: 'config.json',
  tokenizer: 'tokenizer.json',
  card: 'card.json',
} as const;

/** The checked content of a checkpoint folder, before any tensor is created on the backend. */
interface CheckpointFiles {
  readonly address: Address;
  readonly config: NetworkConfig;
  readonly tokenizer: string;
  readonly tensors: Map<string, StoredTensor>;
}

async function readCheckpoint(dir: string): Promise<CheckpointFiles> {
  const read = async (file: string): Promise<Buffer> => {
    try {
      return await readFile(join(dir, file));
    } catch {
      throw new CheckpointError('checkpoint-missing', `checkpoint has no readable ${file}`);
    }
  };
  const [weights, configText, tokenizer] = await Promise.all([
    read(FILES.weights),
    read(FILES.config),
    read(FILES.tokenizer),
  ]);
  const config = parseConfig(configText.toString('utf8'));
  let tensors: Map<string, StoredTensor>;
  try {
    tensors = decodeSafetensors(weights);
  } catch (error) {
    if (error instanceof SafetensorsError)
      throw new CheckpointError('bad-checkpoint', `${FILES.weights}: ${error.message}`);
    throw error;
  }
  checkTensors(config, tensors);
  return {
    address: checkpointAddress(weights, config, tokenizer),
    config,
    tokenizer: tokenizer.toString('utf8'),
    tensors,
  };
}

const configCheck = Schema.Compile(NetworkConfig);

function parseConfig(text: string): NetworkConfig {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CheckpointError('bad-checkpoint', `${FILES.config} is not JSON`);
  }
  if (!configCheck.Check(value))
    throw new CheckpointError('bad-checkpoint', `${FILES.config} does not describe a network`);
  const config = value as NetworkConfig;
  if (!isRecurrent(config.chat) && config.chat.width % config.chat.heads !== 0)
    throw new CheckpointError('bad-checkpoint', 'chat width is not a multiple of its heads');
  return config;
}

function checkTensors(config: NetworkConfig, tensors: Map<string, StoredTensor>): void {
  const shapes = parameterShapes(config);
  for (const { name, shape } of shapes) {
    const tensor = tensors.get(name);
    if (!tensor) throw new CheckpointError('bad-checkpoint', `tensor ${name} is missing`);
    if (tensor.shape.join() !== shape.join()) {
      throw new CheckpointError(
        'bad-checkpoint',
        `tensor ${name} has shape [${tensor.shape.join()}], not [${shape.join()}]`,
      );
    }
    if (!allFinite(tensor.data))
      throw new CheckpointError('bad-checkpoint', `tensor ${name} contains a value that is not finite`);
  }
  if (tensors.size !== shapes.length)
    throw new CheckpointError('bad-checkpoint', 'there are tensors that the config does not define');
}

/**
 * Loads a checkpoint folder. The backend must have been started. Throws CheckpointError `checkpoint-missing` where a
 * file cannot be read and `bad-checkpoint` where its content is invalid.
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
  const values = new Map([...files.tensors].map(([name, { data }]) => [name, data]));
  return networkFromValues(files.config, tokenizer, values);
}

/**
 * Reads a checkpoint's config and weights without any backend. Throws CheckpointError as `loadNetwork`.
 */
export async function loadWeights(
  dir: string,
): Promise<{ readonly config: NetworkConfig; readonly weights: ReadonlyMap<string, StoredTensor> }> {
  const { config, tensors } = await readCheckpoint(dir);
  return { config, weights: tensors };
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

/** Returns the address of a checkpoint folder after reading and checking all of it. Throws CheckpointError. */
export async function readCheckpointAddress(dir: string): Promise<Address> {
  return (await readCheckpoint(dir)).address;
}

/**
 * Writes `<checkpoints>/<address>/` and returns the address. The folder appears atomically; an existing one is left
 * unchanged (equal address, equal network). With `F16` the weights are rounded to half precision, so loading the
 * checkpoint gives the rounded network. Throws RangeError for weights that do not fit half precision.
 */
export async function saveCheckpoint(
  checkpoints: string,
  network: Network,
  tokenizerJson: string,
  card: Card,
  dtype: 'F32' | 'F16' = 'F32',
): Promise<Address> {
  const tensors = new Map<string, StoredTensor>();
  for (const { name, shape } of parameterShapes(network.config)) {
    const data = (await network.parameters[name]!.data()) as Float32Array;
    if (data.length !== elementCount(shape)) throw new RangeError(`tensor ${name} has the wrong size`);
    tensors.set(name, { shape, data });
  }
  const weights = encodeSafetensors(tensors, undefined, dtype);
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
