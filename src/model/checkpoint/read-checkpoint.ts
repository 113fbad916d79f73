/** Reading a checkpoint folder: everything is checked, and nothing is executed. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Schema from 'typebox/schema';
import { isPretrained, isRecurrent, NetworkConfig } from '../../spec/index.js';
import { checkpointAddress } from '../../spec/keys/index.js';
import type { Address } from '../../vocabulary/index.js';
import { parameterShapes } from '../forward/index.js';
import {
  allFinite,
  decodeSafetensors,
  SafetensorsError,
  type StoredTensor,
  safetensorsMetadata,
} from '../safetensors/index.js';
import { loadSource, SourceError } from '../source/index.js';
import { type DifferenceBase, differenceBase } from './difference.js';
import { findBase } from './find-base.js';
import { towerOfSource } from './tower-of-source.js';

/**
 * A checkpoint folder lacks a file, or a file in it is not what the config calls for; or, `source-missing`, this
 * machine lacks the pretrained model that a checkpoint rests on, which another machine may have.
 */
export class CheckpointError extends Error {
  constructor(
    readonly code: 'checkpoint-missing' | 'source-missing' | 'bad-checkpoint',
    message: string,
  ) {
    super(message);
  }
}

/** Files of a checkpoint folder. */
export const FILES = {
  weights: 'model.safetensors',
  config: 'config.json',
  tokenizer: 'tokenizer.json',
  card: 'card.json',
} as const;

/** The checked content of a checkpoint folder, before any tensor is created on the backend. */
export interface CheckpointFiles {
  readonly address: Address;
  readonly config: NetworkConfig;
  readonly tokenizer: string;
  /** The tensors of its own file; with `base`, only those that differ from the base's. */
  readonly own: ReadonlyMap<string, StoredTensor>;
  readonly base: DifferenceBase | undefined;
}

/** Reads and checks a folder's own files. Throws CheckpointError. */
export async function readCheckpoint(dir: string): Promise<CheckpointFiles> {
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
  const { own, base } = decodeWeights(weights);
  checkTensors(config, own, base !== undefined);
  return {
    address: checkpointAddress(weights, config, tokenizer),
    config,
    tokenizer: tokenizer.toString('utf8'),
    own,
    base,
  };
}

function decodeWeights(bytes: Buffer): Pick<CheckpointFiles, 'own' | 'base'> {
  try {
    return { own: decodeSafetensors(bytes), base: differenceBase(safetensorsMetadata(bytes)) };
  } catch (error) {
    if (error instanceof SafetensorsError || error instanceof RangeError)
      throw new CheckpointError('bad-checkpoint', `${FILES.weights}: ${error.message}`);
    throw error;
  }
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
  const fault = towerFault(config.chat);
  if (fault) throw new CheckpointError('bad-checkpoint', fault);
  return config;
}

/** What contradicts itself in a chat tower's config; undefined where nothing does. */
function towerFault(chat: NetworkConfig['chat']): string | undefined {
  if (isRecurrent(chat)) return undefined;
  if (chat.width % chat.heads !== 0) return 'chat width is not a multiple of its heads';
  if (!isPretrained(chat)) return undefined;
  if (chat.heads % chat.keyValueHeads !== 0) return 'chat heads are not a multiple of those of keys and values';
  if (chat.directions > chat.width) return 'the chat has more directions than its width';
  if (chat.family === 'gpt2') return chat.rotaryBase === undefined ? undefined : 'gpt2 has no rotary positions';
  if (chat.rotaryBase === undefined) return 'llama needs a rotary base';
  return (chat.width / chat.heads) % 2 === 0 ? undefined : 'rotary positions need heads of even width';
}

function checkTensors(config: NetworkConfig, tensors: ReadonlyMap<string, StoredTensor>, isDifference: boolean): void {
  const shapes = parameterShapes(config);
  for (const { name, shape } of shapes) {
    const tensor = tensors.get(name);
    if (!tensor && isDifference) continue;
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
  const known = new Set(shapes.map(({ name }) => name));
  if ([...tensors.keys()].some((name) => !known.has(name)))
    throw new CheckpointError('bad-checkpoint', 'there are tensors that the config does not define');
}

/** Bases of bases; more are a circle or a mistake. */
const DEEPEST = 8;

/**
 * Returns the tensors of a checkpoint that was read from `dir`, with those of its bases; only those that `needed`
 * names. A base that is not needed is not read. Throws CheckpointError.
 */
export async function completeTensors(
  dir: string,
  { config, tokenizer, own, base }: CheckpointFiles,
  needed: (name: string) => boolean,
  depth = 0,
): Promise<ReadonlyMap<string, StoredTensor>> {
  const tensors = new Map([...own].filter(([name]) => needed(name)));
  if (!base) return tensors;
  const missing = parameterShapes(config).filter(({ name }) => needed(name) && !tensors.has(name));
  if (missing.length === 0) return tensors;
  if (depth === DEEPEST) throw new CheckpointError('bad-checkpoint', `more than ${DEEPEST} differences of differences`);
  const names = new Set(missing.map(({ name }) => name));
  const found = await (base.kind === 'source'
    ? tensorsOfSource(dir, base, config, tokenizer)
    : tensorsOfBase(dir, base, (name) => names.has(name), depth));
  for (const { name, shape } of missing) {
    const tensor = found.get(name);
    if (tensor?.shape.join() !== shape.join())
      throw new CheckpointError('bad-checkpoint', `tensor ${name} is not in the ${base.kind} that this differs from`);
    tensors.set(name, tensor);
  }
  return tensors;
}

async function tensorsOfBase(dir: string, base: DifferenceBase, needed: (name: string) => boolean, depth: number) {
  const folder = await findBase(dir, base);
  if (!folder)
    throw new CheckpointError('checkpoint-missing', `checkpoint ${base.address}, which this differs from, is not here`);
  const files = await readCheckpoint(folder);
  if (files.address !== base.address)
    throw new CheckpointError('bad-checkpoint', `checkpoint ${base.address} does not hash to its address`);
  return completeTensors(folder, files, needed, depth + 1);
}

async function tensorsOfSource(dir: string, base: DifferenceBase, { chat }: NetworkConfig, tokenizer: string) {
  const folder = await findBase(dir, base);
  if (!folder)
    throw new CheckpointError(
      'source-missing',
      `the pretrained model ${base.address} is not here; SmolLM2 is fetched by “sentimate import model smollm2”`,
    );
  if (!isPretrained(chat)) throw new CheckpointError('bad-checkpoint', 'only a pretrained tower differs from a source');
  try {
    const source = await loadSource(folder);
    if (source.address !== base.address)
      throw new CheckpointError('bad-checkpoint', `source model ${base.address} does not hash to its address`);
    return towerOfSource(chat, tokenizer, source);
  } catch (error) {
    if (error instanceof SourceError || error instanceof RangeError)
      throw new CheckpointError('bad-checkpoint', `source model ${base.address}: ${error.message}`);
    throw error;
  }
}
