/** The server process of one home: finding the one that runs, starting one, asking whether it answers. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { StoreError } from '../base/index.js';
import { connectionUrl, errorLine } from './database-cluster.js';
import { freePort, isPostgres } from './local-process.js';
import type { PostgresLocation } from './postgres-location.js';

const DATABASE = 'sentimate';
/** The server's log is emptied at a start when it is larger than this. */
const MAX_LOG_BYTES = 10e6;
/**
 * Recovery after a crash replays the log since the last checkpoint: seconds rather than minutes; slow disks get more.
 */
export const START_LIMIT_MS = 60_000;

/** A server that accepts connections. */
export interface RunningServer {
  /** Of the project's database. */
  readonly url: string;
  readonly pid: number;
  readonly port: number;
}

/**
 * The server that `postmaster.pid` names, if that process lives and accepts the home's password; waits for one that is
 * starting or stopping. Removes a stale file and returns undefined when no server runs. Throws StoreError
 * `postgres-start` for a server that does not answer in time.
 */
export async function findServer(location: PostgresLocation): Promise<RunningServer | undefined> {
  const deadline = Date.now() + START_LIMIT_MS;
  for (;;) {
    const file = join(location.folder, 'data', 'postmaster.pid');
    if (!existsSync(file)) return undefined;
    const lines = readFileSync(file, 'utf8').split('\n'); // 1 pid, 4 port: documented in the server's miscadmin.h
    const [pid, port] = [Number(lines[0]), Number(lines[3])];
    if (!isPostgres(pid)) {
      // the id may belong to another process by now, which PostgreSQL could mistake for a server
      rmSync(file, { force: true });
      return undefined;
    }
    const url = connectionUrl(location, port, DATABASE);
    if (port > 0 && (await answers(url))) return { url, pid, port };
    if (Date.now() > deadline)
      throw new StoreError('postgres-start', `PostgreSQL (process ${pid}) runs but does not answer on port ${port}`);
    await sleep(100);
  }
}

/**
 * Starts the server on a free port of 127.0.0.1 and waits until it answers. Retries while the remains of a killed
 * server or a taken port are in the way. Throws StoreError `postgres-start`.
 */
export async function launchServer(location: PostgresLocation): Promise<RunningServer> {
  const deadline = Date.now() + START_LIMIT_MS;
  const logFile = join(location.folder, 'server.log');
  for (;;) {
    const port = await freePort();
    const { child, failure } = spawnServer(location, port, logFile);
    const url = connectionUrl(location, port, DATABASE);
    while (failure() === undefined && Date.now() < deadline) {
      if (await answers(url)) return { url, pid: child.pid!, port };
      await sleep(50);
    }
    // After kill -9 of a server its last children may need a moment to notice; a free port may be taken meanwhile.
    const isTransient = /still in use|already exists|Address already in use|Address in use/.test(failure() ?? '');
    if (!isTransient || Date.now() > deadline) {
      child.kill('SIGQUIT');
      throw new StoreError('postgres-start', `PostgreSQL did not start: ${failure() ?? 'no answer'} (log: ${logFile})`);
    }
    await sleep(200);
  }
}

/** `failure` returns why the process ended, and undefined as long as it runs. */
function spawnServer(
  location: PostgresLocation,
  port: number,
  logFile: string,
): { child: ChildProcess; failure: () => string | undefined } {
  const log = openSync(logFile, existsSync(logFile) && statSync(logFile).size > MAX_LOG_BYTES ? 'w' : 'a', 0o600);
  const logStart = statSync(logFile).size;
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    fsync: 'on',
    timezone: 'UTC',
  };
  const child = spawn(
    join(location.native, 'bin', 'postgres'),
    [
      '-D',
      join(location.folder, 'data'),
      '-p',
      String(port),
      ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
    ],
    {
      ...location.user,
      cwd: location.folder,
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
      stdio: ['ignore', log, log],
      detached: true,
    },
  );
  closeSync(log);
  let failure: string | undefined;
  child.on('error', (error) => (failure = error.message));
  child.on(
    'exit',
    () => (failure ??= errorLine(readFileSync(logFile, 'utf8').slice(logStart)) || 'the server ended at once'),
  );
  child.unref();
  return { child, failure: () => failure };
}

/** The same server's maintenance database, which always exists. */
const maintenanceUrl = (url: string) => Object.assign(new URL(url), { pathname: '/postgres' }).href;

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: maintenanceUrl(url), connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false; // refused, or still starting up
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Creates the project's database unless it exists. */
export async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: maintenanceUrl(url) });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}
