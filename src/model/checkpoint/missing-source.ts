import type { Address } from '../../vocabulary/index.js';
import { findBase } from './find-base.js';
import { readCheckpoint } from './read-checkpoint.js';

/**
 * Returns the address of the source model that a checkpoint rests on and this machine does not have; undefined where
 * nothing is missing. Throws CheckpointError.
 */
export async function missingSource(dir: string): Promise<Address | undefined> {
  const { base } = await readCheckpoint(dir);
  if (!base) return undefined;
  const folder = await findBase(dir, base);
  if (base.kind === 'source') return folder === undefined ? base.address : undefined;
  return folder === undefined ? undefined : missingSource(folder);
}
