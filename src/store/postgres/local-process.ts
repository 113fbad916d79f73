/** Processes and ports of this machine. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError } from '../base/index.js';

const STOP_LIMIT_MS = 30_000;

/** True when a process of this id exists, also when it belongs to another user. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** True when the process exists and its command is `postgres`. */
export function isPostgres(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return false;
  const { stdout } = spawnSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' });
  const name = stdout || (existsSync(`/proc/${pid}/comm`) ? readFileSync(`/proc/${pid}/comm`, 'utf8') : '');
  return name === '' || /postgres/.test(name); // without `ps` and /proc, trust the pid file
}

/**
 * Stops a PostgreSQL server and waits for its end, up to 30 s per signal: SIGINT is the fast shutdown (clients are
 * disconnected, everything is written), SIGQUIT leaves recovery to the next start. Throws StoreError `postgres-start`
 * when the server survives both.
 */
export async function stopPostgres(pid: number): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (!isAlive(pid)) return;
    process.kill(pid, signal);
    for (const deadline = Date.now() + STOP_LIMIT_MS; Date.now() < deadline; await sleep(20)) if (!isAlive(pid)) return;
  }
  throw new StoreError('postgres-start', `PostgreSQL (process ${pid}) does not stop`);
}

/** A TCP port of 127.0.0.1 that is unused at the moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
