import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isHash } from '../vocabulary/index.js';

/**
 * The absolute path of the folder with a user's checkpoints, datasets and run states: SENTIMATE_HOME, or `.sentimate`
 * in the current directory.
 */
export function homeFrom(env: NodeJS.ProcessEnv): string {
  return resolve(env.SENTIMATE_HOME || '.sentimate');
}

/** Accepts only hashes as file names, so that no request can make up a path. */
function hashPath(folder: string, hash: string): string {
  if (!isHash(hash)) throw new TypeError('an address has 64 lower-case hexadecimal digits');
  return join(folder, hash);
}

/** The folder of all checkpoints of a home. */
export const checkpointsDir = (home: string): string => join(home, 'checkpoints');
/** The folder of all datasets of a home. */
export const datasetsDir = (home: string): string => join(home, 'datasets');
/** The folder of all source models of a home. */
export const sourcesDir = (home: string): string => join(home, 'sources');

/** The folder of a checkpoint. Throws TypeError for an address that is not a hash. */
export const checkpointDir = (home: string, address: string): string => hashPath(checkpointsDir(home), address);
/** The folder of a dataset. Throws TypeError for an address that is not a hash. */
export const datasetDir = (home: string, address: string): string => hashPath(datasetsDir(home), address);
/** The folder of a source model. Throws TypeError for an address that is not a hash. */
export const sourceDir = (home: string, address: string): string => hashPath(sourcesDir(home), address);
/**
 * The folder with what the checks of all children of a base share: measurements of the base alone. Throws TypeError for
 * an address that is not a hash.
 */
export const baseChecksDir = (home: string, base: string): string => hashPath(join(home, 'base-checks'), base);
/** The folder with what the fine-tune of this key needs to resume. Throws TypeError for a key that is not a hash. */
export const runDir = (home: string, key: string): string => hashPath(join(home, 'runs'), key);

/**
 * The folder of this package, which holds `models/` and `data/`: the nearest one above this file with a package.json,
 * so it is the same from `src/` and from `dist/src/`.
 */
export function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('package.json of sentimate was not found above its own code');
    folder = parent;
  }
  return folder;
}

/** The version of this package, from its `package.json`. */
export function projectVersion(): string {
  const { version } = JSON.parse(readFileSync(join(projectRoot(), 'package.json'), 'utf8')) as { version: string };
  return version;
}
