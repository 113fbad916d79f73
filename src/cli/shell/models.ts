import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Network } from '../../model/checkpoint/index.js';
import type { PretrainedChat } from '../../model/decoder/index.js';
import type { TurnScorer } from '../../model/replies/index.js';
import { isHash } from '../../vocabulary/index.js';

/** The folder of a model given as a shipped name, an address in the store, or a folder. */
export async function modelDir(model: string): Promise<string> {
  const { checkpointDir, homeFrom, projectRoot } = await import('../../files/index.js');
  if (isHash(model)) return checkpointDir(homeFrom(process.env), model);
  const shipped = join(projectRoot(), 'models', model);
  if (/^[a-z][a-z0-9-]*$/.test(model) && (await stat(shipped).catch(() => undefined))?.isDirectory()) return shipped;
  return model;
}

/**
 * Loads a network into this process, for commands only, never for the API. TensorFlow is imported by the call, so that
 * commands without a network start fast. Throws CheckpointError.
 */
export async function openModel(folder: string): Promise<Network> {
  const { startBackend } = await import('../../model/kernels/index.js');
  const { loadNetwork } = await import('../../model/checkpoint/index.js');
  await startBackend();
  return loadNetwork(folder);
}

/**
 * The folder of a source model given as the name of an import, an address in the home, or a folder. Of several imports
 * of a name it is the first by address.
 */
export async function sourceDirOf(source: string): Promise<string> {
  const { homeFrom } = await import('../../files/index.js');
  const { listSources } = await import('../../model/source/index.js');
  const stored = await listSources(homeFrom(process.env));
  return stored.find(({ address, card }) => source === address || source === card.name)?.dir ?? source;
}

/**
 * Loads a source model from its folder for talking to it, as `openModel` a network. Throws SourceError, or the error of
 * the file system for a missing file.
 */
export async function openSource(folder: string): Promise<PretrainedChat> {
  const { startBackend } = await import('../../model/kernels/index.js');
  const { openPretrained } = await import('../../model/decoder/index.js');
  await startBackend();
  return openPretrained(folder);
}

/**
 * Loads a model that scores turns, a source or a checkpoint, by its name, address or folder. Throws as `openSource` and
 * `openModel` do.
 */
export async function openScorer(model: string): Promise<TurnScorer & { dispose(): void }> {
  const source = await sourceDirOf(model);
  if (source !== model || (await isSourceDir(model))) return openSource(source);
  const { networkScorer } = await import('../../model/replies/index.js');
  const network = await openModel(await modelDir(model));
  return { ...networkScorer(network), dispose: () => network.dispose() };
}

/** Whether the config in a folder is that of a source model. */
async function isSourceDir(dir: string): Promise<boolean> {
  const text = await readFile(join(dir, 'config.json'), 'utf8').catch(() => '{}');
  try {
    return Object.hasOwn(JSON.parse(text) as object, 'family');
  } catch {
    return false; // the loader says what is wrong with it
  }
}
