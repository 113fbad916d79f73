import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError } from '../base/index.js';
import { isAlive } from './local-process.js';

/**
 * Runs `work` while holding a lock file, so that one process at a time does. The file holds the id of its holder; a
 * stale one, whose process is gone, is removed. The file is linked into place when complete, so no process reads half
 * of it. Throws StoreError `postgres-start` when the lock is not free within `limitMs`.
 */
export async function withLockFile<T>(path: string, limitMs: number, work: () => Promise<T>): Promise<T> {
  const own = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  try {
    writeFileSync(own, String(process.pid));
    for (const deadline = Date.now() + limitMs; !tryAcquire(own, path); await sleep(50)) {
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

/** True for the error of a write that failed because the disk or the user's quota is full. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}

function tryAcquire(own: string, path: string): boolean {
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  if (!isHolderAlive(path)) removeStale(path, `${own}.stale`);
  return false;
}

/**
 * Renames the file before removing it: of several processes that found it stale only one succeeds, and a fresh lock
 * that was renamed by mistake is put back.
 */
function removeStale(path: string, renamed: string): void {
  try {
    renameSync(path, renamed);
    if (isHolderAlive(renamed)) linkSync(renamed, path);
    rmSync(renamed);
  } catch {
    // another process removed it first
  }
}

function isHolderAlive(path: string): boolean {
  let pid: number;
  try {
    pid = Number(readFileSync(path, 'utf8'));
  } catch {
    return false;
  }
  return isAlive(pid);
}
