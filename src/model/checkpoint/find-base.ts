import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkpointDir, homeFrom, projectRoot, readCheckpointText, sourceDir } from '../../files/index.js';
import type { DifferenceBase } from './difference.js';

/**
 * Finds the folder of a difference's base: beside the difference itself, whose folder is `dir` (a home keeps
 * checkpoints and sources side by side), in the user's home, and for a checkpoint among the models that ship with the
 * project. Returns undefined where it is not on this machine.
 */
export async function findBase(dir: string, { kind, address }: DifferenceBase): Promise<string | undefined> {
  const home = homeFrom(process.env);
  const places =
    kind === 'source'
      ? [sourceDir(dirname(dirname(dir)), address), sourceDir(home, address)]
      : [join(dirname(dir), address), checkpointDir(home, address)];
  return places.find((place) => existsSync(place)) ?? (kind === 'checkpoint' ? findShipped(address) : undefined);
}

async function findShipped(address: string): Promise<string | undefined> {
  const shipped = join(projectRoot(), 'models');
  for (const name of await readdir(shipped).catch(() => [])) {
    // a damaged folder is not the one that is looked for
    const found = await readCheckpointText(join(shipped, name)).catch(() => undefined);
    if (found?.address === address) return join(shipped, name);
  }
  return undefined;
}
