import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { projectRoot } from '../../files/index.js';
import { StoreError } from '../base/index.js';
import { freePort } from './free-port.js';
import { isNoRoom, withLockFile } from './lock-file.js';
import { type PostgresLocation, postgresLocation } from './postgres-place.js';
import { isAlive, isPostgres, stop } from './postgres-process.js';

const USER = 'sentimate';
const DATABASE = 'sentimate';
/**
 * Recovery after a crash replays the log since the last checkpoint: seconds, not minutes, but a slow disk is waited
 * for.
 */
const START_LIMIT_MS = 60_000;

/** What is used of pino. */
export interface ServerLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface PostgresServer {
  readonly url: string;
  /** False when a server for this home ran already and its starter lives: it is theirs to stop. */
  readonly started: boolean;
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that npm installed, with its data under `home`, or finds the one that runs.
 *
 *   no data                    initdb into a folder that gets its name when complete, then start
 *   postmaster.pid answers     adopt
 *   postmaster.pid is stale    (kill -9, power loss) start; PostgreSQL recovers from its log
 *
 * The server is a process group of its own, so that Ctrl-C reaches our commands and they stop it in their order. When
 * its starter is killed by `kill -9` it runs on; the next start with this home adopts it and stops it in the end. A
 * starter that stops while other processes use the server leaves it to them: the last of them stops it. It listens on
 * 127.0.0.1 only, on a port that is free at the time, and asks for a random password that only its user can read.
 */
export async function startPostgres(home: string, log: ServerLog): Promise<PostgresServer> {
  const native = await linkPostgres();
  const place = postgresLocation(home, native);
  const starter = join(home, 'postgres.starter'); // the process that is to stop it
  return withLockFile(join(home, 'postgres.lock'), START_LIMIT_MS, async () => {
    let server = await adopt(place);
    const theirs = server !== undefined && existsSync(starter) && isAlive(Number(readFileSync(starter, 'utf8')));
    if (server)
      log.info(
        { port: server.port },
        theirs ? 'using the PostgreSQL that runs already' : 'taking over the PostgreSQL of a process that is gone',
      );
    else {
      if (!existsSync(join(place.folder, 'data'))) initialise(place, log);
      server = await launch(place);
      log.info({ port: server.port, pid: server.pid, data: place.folder }, 'PostgreSQL started');
    }
    const { url, pid } = server;
    await createDatabase(url); // also when the starter was killed before it did
    if (!theirs) writeFileSync(starter, String(process.pid));
    const users = join(home, 'postgres.users');
    mkdirSync(users, { recursive: true });
    writeFileSync(join(users, String(process.pid)), '');
    const leave = async (): Promise<void> => {
      const by = existsSync(starter) ? Number(readFileSync(starter, 'utf8')) : 0;
      if (theirs && by === process.pid) return;
      rmSync(join(users, String(process.pid)), { force: true });
      if (theirs && by > 0 && isAlive(by)) return; // it stops the server, or leaves it to those who are there then
      if (othersIn(users).length === 0) return stop(pid);
      rmSync(starter, { force: true });
      log.info({ users: othersIn(users) }, 'PostgreSQL is left to the processes that use it');
    };
    const leaveAlone = async (): Promise<void> => {
      if (!existsSync(home)) return stop(pid); // and all that we had said there
      await withLockFile(join(home, 'postgres.lock'), START_LIMIT_MS, leave).catch((error: unknown) => {
        if (!isNoRoom(error)) throw error;
        return leave(); // on a full disk nobody can start here, so there is nobody to keep out
      });
    };
    return { url, started: !theirs, stop: leaveAlone };
  });
}

/** Living processes, besides this one, that have said that they use the server. */
function othersIn(users: string): number[] {
  const pids = readdirSync(users).map(Number);
  return pids.filter((pid) => pid !== process.pid && isAlive(pid));
}

/** Makes the library links of the npm package (set-up does so too) and says where the package is. */
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

function initialise(place: PostgresLocation, log: ServerLog): void {
  const [part, passwordFile] = [join(place.folder, 'data.part'), join(place.folder, 'password')];
  rmSync(part, { recursive: true, force: true });
  writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (place.user) chownSync(passwordFile, place.user.uid, place.user.gid);
  const began = Date.now();
  const { status, stderr, error } = spawnSync(
    join(place.native, 'bin', 'initdb'),
    [
      `--pgdata=${part}`,
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--no-instructions',
    ],
    { ...place.user, cwd: place.folder, env: { PATH: process.env.PATH, LC_ALL: 'C' }, encoding: 'utf8' },
  );
  if (status !== 0) throw new StoreError('postgres-start', `initdb failed: ${oneLine(error?.message ?? stderr)}`);
  renameSync(part, join(place.folder, 'data'));
  log.info({ ms: Date.now() - began, data: place.folder }, 'made a new database cluster');
}

interface Running {
  readonly url: string;
  readonly pid: number;
  readonly port: number;
}

/** The server that `postmaster.pid` names, if it lives and lets us in. Waits for one that is starting or stopping. */
async function adopt(place: PostgresLocation): Promise<Running | undefined> {
  const deadline = Date.now() + START_LIMIT_MS;
  for (;;) {
    const file = join(place.folder, 'data', 'postmaster.pid');
    if (!existsSync(file)) return undefined;
    const lines = readFileSync(file, 'utf8').split('\n'); // 1 pid, 4 port: documented in the server's miscadmin.h
    const [pid, port] = [Number(lines[0]), Number(lines[3])];
    if (!isPostgres(pid)) {
      // its number may be another process's by now, which PostgreSQL could take for a server
      rmSync(file, { force: true });
      return undefined;
    }
    const url = urlOf(place, port);
    if (port > 0 && (await answers(url))) return { url, pid, port };
    if (Date.now() > deadline)
      throw new StoreError('postgres-start', `PostgreSQL (process ${pid}) runs but does not answer on port ${port}`);
    await sleep(100);
  }
}

async function launch(place: PostgresLocation): Promise<Running> {
  const deadline = Date.now() + START_LIMIT_MS;
  const logFile = join(place.folder, 'server.log');
  for (;;) {
    const port = await freePort();
    const log = openSync(logFile, existsSync(logFile) && statSync(logFile).size > 10e6 ? 'w' : 'a', 0o600);
    const from = statSync(logFile).size;
    const settings = {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      max_connections: '200',
      fsync: 'on',
      timezone: 'UTC',
    };
    const child = spawn(
      join(place.native, 'bin', 'postgres'),
      [
        '-D',
        join(place.folder, 'data'),
        '-p',
        String(port),
        ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
      ],
      {
        ...place.user,
        cwd: place.folder,
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
      () => (failure ??= oneLine(readFileSync(logFile, 'utf8').slice(from)) || 'the server ended at once'),
    );
    child.unref();
    const url = urlOf(place, port);
    while (failure === undefined && Date.now() < deadline) {
      if (await answers(url)) return { url, pid: child.pid!, port };
      await sleep(50);
    }
    // After kill -9 of a server its last children may need a moment to notice; a free port may be taken meanwhile.
    const passing = /still in use|already exists|Address already in use|Address in use/.test(failure ?? '');
    if (!passing || Date.now() > deadline) {
      child.kill('SIGQUIT');
      throw new StoreError('postgres-start', `PostgreSQL did not start: ${failure ?? 'no answer'} (log: ${logFile})`);
    }
    await sleep(200);
  }
}

function urlOf(place: PostgresLocation, port: number, database = DATABASE): string {
  const password = readFileSync(join(place.folder, 'password'), 'utf8').trim();
  return `postgres://${USER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

const asAdministrator = (url: string) => Object.assign(new URL(url), { pathname: '/postgres' }).href;

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: asAdministrator(url), connectionTimeoutMillis: 5_000 });
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

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: asAdministrator(url) });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/** The last line that says what went wrong. */
function oneLine(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  return lines.findLast((line) => /FATAL|PANIC|error/i.test(line)) ?? lines.at(-1) ?? '';
}
