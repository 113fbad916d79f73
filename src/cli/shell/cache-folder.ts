import { homedir } from 'node:os';
import { join } from 'node:path';

/** Folder for downloads that outlive node_modules; the set-up uses the same one (scripts/setup/cache.mjs). */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  return env.SENTIMATE_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'sentimate');
}
