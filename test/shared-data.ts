import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * Where a file of the reference data lies, or undefined on a machine that does not have it. The data are not part of
 * the repository: they lie beside it. A test that needs them prints what it leaves out.
 */
export function sharedData(path: string): string | undefined {
  const file = resolve(import.meta.dirname, '../../shared/data', path);
  return existsSync(file) ? file : undefined;
}
