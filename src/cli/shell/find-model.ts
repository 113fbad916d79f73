import { stat } from 'node:fs/promises';

import { join } from 'node:path';
import { checkpointDir, homeFrom, projectRoot } from '../../files/index.js';
import { isHash } from '../../vocabulary/index.js';

/** The folder of a model that a person names: a shipped name, an address in the store, or a folder. */
export async function modelDir(model: string): Promise<string> {
  if (isHash(model)) return checkpointDir(homeFrom(process.env), model);
  const shipped = join(projectRoot(), 'models', model);
  if (/^[a-z][a-z0-9-]*$/.test(model) && (await stat(shipped).catch(() => undefined))?.isDirectory()) return shipped;
  return model;
}
