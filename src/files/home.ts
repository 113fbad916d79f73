import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isHash } from '../vocabulary/index.js';

/**
 * The folder that holds all a user's checkpoints, datasets and run states: SENTIMATE_HOME, or `.sentimate` where the
 * command runs.
 */
export function homeFrom(env: NodeJS.ProcessEnv): string {
  return resolve(env.SENTIMATE_HOME || '.sentimate');
}

/** Only addresses and keys become file names, so that no request can name a path of its own. */
function hashNamed(folder: string, hash: string): string {
  if (!isHash(hash)) throw new TypeError('an address has 64 lower-case hexadecimal digits');
  return join(folder, hash);
}

export const checkpointsDir = (home: string): string => join(home, 'checkpoints');
export const datasetsDir = (home: string): string => join(home, 'datasets');

export const checkpointDir = (home: string, address: string): string => hashNamed(checkpointsDir(home), address);
export const datasetDir = (home: string, address: string): string => hashNamed(datasetsDir(home), address);
/** Where a running fine-tune keeps what it needs to resume. */
export const runDir = (home: string, key: string): string => hashNamed(join(home, 'runs'), key);

/**
 * The folder of this package, with `models/` and `data/` in it; found the same way from `src/` and from `dist/src/`.
 */
export function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const above = dirname(folder);
    if (above === folder) throw new Error('package.json of sentimate was not found above its own code');
    folder = above;
  }
  return folder;
}

/** The version of this package, which `package.json` alone holds. */
export function projectVersion(): string {
  const { version } = JSON.parse(readFileSync(join(projectRoot(), 'package.json'), 'utf8')) as { version: string };
  return version;
}
