import { homedir } from 'node:os';
import { join } from 'node:path';

/** Downloads that outlive node_modules, the same folder as the set-up's (scripts/setup/cache.mjs). */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  return env.SENTIMATE_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'sentimate');
}
