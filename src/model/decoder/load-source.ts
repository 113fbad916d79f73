/** Reads the folder of a pretrained source: config.json, model.safetensors and tokenizer.json. Parsed as data only. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import Schema from 'typebox/schema';
import { Tokenizer } from '../../dialogue/tokens/index.js';
import { allFinite, decodeSafetensors, type StoredTensor } from '../checkpoint/index.js';
import { configFault, SourceConfig, sourceShapes } from './config.js';
import { PretrainedChat } from './pretrained-chat.js';

/** The folder of a source lacks a file, or a file in it is not what the config calls for. */
class SourceFolderError extends Error {
  constructor(
    readonly code: 'source-missing' | 'bad-source',
    message: string,
  ) {
    super(message);
  }
}

const bad = (message: string): SourceFolderError => new SourceFolderError('bad-source', message);

/**
 * Loads a pretrained source from a folder. The backend must have been started. Throws SourceFolderError
 * `source-missing` where a file cannot be read and `bad-source` where its content is invalid.
 */
export async function loadSource(dir: string): Promise<PretrainedChat> {
  const read = (file: string): Promise<Buffer> =>
    readFile(join(dir, file)).catch(() => {
      throw new SourceFolderError('source-missing', `the source has no readable ${file}`);
    });
  const config = parsed('config.json', await read('config.json'), (bytes) => parseConfig(bytes.toString('utf8')));
  const tokenizer = parsed('tokenizer.json', await read('tokenizer.json'), (bytes) =>
    Tokenizer.fromJson(bytes.toString('utf8')),
  );
  if (tokenizer.size > config.vocabulary)
    throw bad(`the tokenizer has ${tokenizer.size} entries, the model ${config.vocabulary}`);
  const tensors = parsed('model.safetensors', await read('model.safetensors'), (bytes) => {
    const stored = decodeSafetensors(bytes);
    checkTensors(config, stored);
    return stored;
  });
  const parameters = Object.fromEntries(
    sourceShapes(config).map(({ name, shape }) => [name, tf.tensor(tensors.get(name)!.data, [...shape])]),
  );
  return new PretrainedChat(config, tokenizer, parameters);
}

/** What `parse` makes of a file's bytes; whatever it throws becomes a SourceFolderError that names the file. */
function parsed<T>(file: string, bytes: Buffer, parse: (bytes: Buffer) => T): T {
  try {
    return parse(bytes);
  } catch (error) {
    throw bad(`${file}: ${error instanceof Error ? error.message : 'cannot be read'}`);
  }
}

const configCheck = Schema.Compile(SourceConfig);

function parseConfig(text: string): SourceConfig {
  const value: unknown = JSON.parse(text);
  if (!configCheck.Check(value)) throw new TypeError('does not describe a pretrained decoder');
  const fault = configFault(value as SourceConfig);
  if (fault !== undefined) throw new TypeError(fault);
  return value as SourceConfig;
}

function checkTensors(config: SourceConfig, tensors: ReadonlyMap<string, StoredTensor>): void {
  const shapes = sourceShapes(config);
  for (const { name, shape } of shapes) {
    const tensor = tensors.get(name);
    if (!tensor) throw new TypeError(`tensor ${name} is missing`);
    if (tensor.shape.join() !== shape.join())
      throw new TypeError(`tensor ${name} has shape [${tensor.shape.join()}], not [${shape.join()}]`);
    if (!allFinite(tensor.data)) throw new TypeError(`tensor ${name} contains a value that is not finite`);
  }
  if (tensors.size !== shapes.length) throw new TypeError('there are tensors that the config does not define');
}
