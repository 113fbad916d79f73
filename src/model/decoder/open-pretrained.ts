import * as tf from '@tensorflow/tfjs-core';
import { Tokenizer } from '../../dialogue/tokens/index.js';
import { loadSource, SourceError } from '../source/index.js';
import { PretrainedChat } from './pretrained-chat.js';

/** Fewest tokens of context in which a turn and a reply have room. */
const MIN_CONTEXT = 32;

/**
 * Loads the source model in a folder. The backend must have been started. Throws SourceError, also where its content
 * does not have the address that is `expected`, or the error of the file system for a missing file.
 */
export async function openPretrained(dir: string, expected?: string): Promise<PretrainedChat> {
  const { address, config, weights, tokenizerJson } = await loadSource(dir);
  if (expected !== undefined && address !== expected)
    throw new SourceError('bad-source', `source model ${expected} does not hash to its address`);
  if (config.context < MIN_CONTEXT)
    throw new SourceError('unsupported-source', `a context of ${config.context} tokens is too short to talk`);
  const parameters = Object.fromEntries(
    [...weights].map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])]),
  );
  return new PretrainedChat(config, Tokenizer.fromJson(tokenizerJson), parameters);
}
