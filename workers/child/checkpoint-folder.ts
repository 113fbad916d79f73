import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkpointDir, projectRoot } from '../../src/files/index.js';
import { readCheckpointAddress } from '../../src/model/checkpoint/index.js';
import { ChildError } from './context.js';

/**
 * Finds the folder of a checkpoint: in the user's home, else among the models that ship with the project. Its content
 * is hashed again, so that a damaged file is never used. Throws ChildError `bad-checkpoint` where it does not hash to
 * the address, `checkpoint-missing` where there is none.
 */
export async function checkpointFolder(home: string, address: string): Promise<string> {
  const own = checkpointDir(home, address);
  if (existsSync(own)) {
    if ((await readCheckpointAddress(own)) !== address)
      throw new ChildError('bad-checkpoint', `checkpoint ${address} does not hash to its address`);
    return own;
  }
  const shipped = join(projectRoot(), 'models');
  const names = await readdir(shipped, { withFileTypes: true }).catch(() => []);
  for (const entry of names) {
    const dir = join(shipped, entry.name);
    if (entry.isDirectory() && (await readCheckpointAddress(dir).catch(() => undefined)) === address) return dir;
  }
  throw new ChildError('checkpoint-missing', `there is no checkpoint ${address} on this machine`);
}
