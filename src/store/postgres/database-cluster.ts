/** The programs of the embedded PostgreSQL and the data folder (in PostgreSQL's terms: the cluster) of one home. */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../../files/index.js';
import { StoreError } from '../base/index.js';
import type { PostgresLocation } from './postgres-location.js';

const USER = 'sentimate';

/**
 * Creates the library symlinks of the npm package (set-up does so too) and returns the package's folder. Throws
 * StoreError `postgres-missing` on a platform without a package.
 */
export async function linkPostgres(): Promise<string> {
  const script = pathToFileURL(join(projectRoot(), 'scripts', 'link-postgres.mjs')).href;
  const { linkPostgres: link } = (await import(script)) as { linkPostgres(): { native: string } | undefined };
  const linked = link();
  if (!linked)
    throw new StoreError(
      'postgres-missing',
      `no embedded PostgreSQL for ${process.platform}-${process.arch}: install one and set DATABASE_URL`,
    );
  return linked.native;
}

/**
 * Creates the data folder with a random password that only the server's user can read. `initdb` writes to `data.part`,
 * which is renamed to `data` when complete. Returns the milliseconds taken. Throws StoreError `postgres-start`.
 */
export function createCluster(location: PostgresLocation): number {
  const [part, passwordFile] = [join(location.folder, 'data.part'), join(location.folder, 'password')];
  rmSync(part, { recursive: true, force: true });
  writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (location.user) chownSync(passwordFile, location.user.uid, location.user.gid);
  const began = Date.now();
  const { status, stderr, error } = spawnSync(
    join(location.native, 'bin', 'initdb'),
    [
      `--pgdata=${part}`,
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--no-instructions',
    ],
    { ...location.user, cwd: location.folder, env: { PATH: process.env.PATH, LC_ALL: 'C' }, encoding: 'utf8' },
  );
  if (status !== 0) throw new StoreError('postgres-start', `initdb failed: ${errorLine(error?.message ?? stderr)}`);
  renameSync(part, join(location.folder, 'data'));
  return Date.now() - began;
}

/** The URL of a database of the server, with its password. */
export function connectionUrl(location: PostgresLocation, port: number, database: string): string {
  const password = readFileSync(join(location.folder, 'password'), 'utf8').trim();
  return `postgres://${USER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

/** The last line of a program's output that reports an error, else the last line; '' for no output. */
export function errorLine(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  return lines.findLast((line) => /FATAL|PANIC|error/i.test(line)) ?? lines.at(-1) ?? '';
}
