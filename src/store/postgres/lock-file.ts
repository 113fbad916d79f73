import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError } from '../base/index.js';

/**
 * Lets one process at a time do `work`. The file names its holder; one whose process is gone is taken away. The file is
 * linked into place when complete, so nobody ever reads half of it.
 */
export async function withLockFile<T>(path: string, limitMs: number, work: () => Promise<T>): Promise<T> {
  const own = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  try {
    writeFileSync(own, String(process.pid));
    for (const deadline = Date.now() + limitMs; !taken(own, path); await sleep(50)) {
      if (Date.now() > deadline)
        throw new StoreError('postgres-start', `another process holds ${path}: remove it if none does`);
    }
    try {
      return await work();
    } finally {
      rmSync(path, { force: true });
    }
  } finally {
    rmSync(own, { force: true });
  }
}

/** True where a file could not be written because the disk, or one's share of it, is full. */
export function isNoRoom(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}

function taken(own: string, path: string): boolean {
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  if (!holderLives(path)) takeAway(path, `${own}.stale`);
  return false;
}

/**
 * Renames before it removes, so that of several who saw the stale file one gets it, and a fresh one caught by mistake
 * goes back.
 */
function takeAway(path: string, aside: string): void {
  try {
    renameSync(path, aside);
    if (holderLives(aside)) linkSync(aside, path);
    rmSync(aside);
  } catch {
    // somebody else was faster
  }
}

function holderLives(path: string): boolean {
  try {
    process.kill(Number(readFileSync(path, 'utf8')), 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
