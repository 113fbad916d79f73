import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folder of the reference data: SENTIMATE_SHARED_DATA, else `shared/data` beside the repository. */
const FOLDER = process.env.SENTIMATE_SHARED_DATA ?? resolve(import.meta.dirname, '../../shared/data');

/**
 * The path of a file or folder of the reference data, which are not part of the repository. Only tests of
 * `npm run test:peers` use them. Throws an error that names what is missing.
 */
export function sharedData(path: string): string {
  const file = join(FOLDER, path);
  if (!existsSync(file)) throw new Error(`the reference data lack ${file} (SENTIMATE_SHARED_DATA names their folder)`);
  return file;
}
