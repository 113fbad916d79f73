import * as tf from '@tensorflow/tfjs-core';
import { Tokenizer } from '../../dialogue/tokens/index.js';
import { loadSource, SourceError } from '../source/index.js';
import { PretrainedChat } from './pretrained-chat.js';

/** Fewest tokens of context in which a turn and a reply have room. */
const MIN_CONTEXT = 32;

/**
 * Loads the source model in a folder for talking to it. The backend must have been started. Throws SourceError, or the
 * error of the file system for a missing file.
 */
export async function openPretrained(dir: string): Promise<PretrainedChat> {
  const { config, weights, tokenizerJson } = await loadSource(dir);
  if (config.context < MIN_CONTEXT)
    throw new SourceError('unsupported-source', `a context of ${config.context} tokens is too short to talk`);
  const parameters = Object.fromEntries(
    [...weights].map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])]),
  );
  return new PretrainedChat(config, Tokenizer.fromJson(tokenizerJson), parameters);
}
