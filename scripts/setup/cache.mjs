import { homedir } from 'node:os';
import { join } from 'node:path';

/** Downloads that outlive node_modules: SENTIMATE_CACHE, else ~/.cache/sentimate (XDG_CACHE_HOME is heeded). */
export function cacheFolder(env = process.env) {
  if (env.SENTIMATE_CACHE) return env.SENTIMATE_CACHE;
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'sentimate');
}
