import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../../src/store/base/database.js';
import { linkPostgres } from '../../../src/store/postgres/database-cluster.js';
import { type PostgresServer, startPostgres } from '../../../src/store/postgres/postgres-server.js';
import { quiet, temporaryHome } from '../../database-sql.js';

let home: string;
const started: PostgresServer[] = [];

async function start(at = home): Promise<PostgresServer> {
  const server = await startPostgres(at, quiet);
  started.push(server);
  return server;
}

const pidOf = (folder: string) => Number(readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);

async function ask(url: string, sql: string): Promise<unknown> {
  const db = openDatabase(url);
  try {
    return (await db.pool.query<{ answer: unknown }>(sql)).rows[0]?.answer;
  } finally {
    await db.end();
  }
}

beforeAll(async () => {
  home = await temporaryHome();
});

afterAll(async () => {
  await Promise.all(started.map((server) => server.stop()));
  await rm(home, { recursive: true, force: true });
});

test('the libraries have their links, however often they are made', async () => {
  const native = await linkPostgres();
  expect(await linkPostgres()).toBe(native);
  const list = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as { target: string }[];
  for (const { target } of list) expect(statSync(join(native, '..', target)).isFile()).toBe(true);
});

test('two starts at once give one server; the later one is adopted and its stop does nothing', async () => {
  const [one, two] = await Promise.all([start(), start()]);
  expect([one.started, two.started].sort()).toEqual([false, true]);
  expect(one.url).toBe(two.url);
  const adopted = one.started ? two : one;
  await adopted.stop();
  expect(await ask(one.url, 'select 1 as answer')).toBe(1);
});

test('syncs to disk, listens on the loopback only, speaks UTF-8 and wants its password', async () => {
  const { url } = await start();
  expect(await ask(url, `select current_setting('fsync') as answer`)).toBe('on');
  expect(await ask(url, `select current_setting('listen_addresses') as answer`)).toBe('127.0.0.1');
  expect(await ask(url, `select current_setting('server_encoding') as answer`)).toBe('UTF8');
  expect(await ask(url, `select datcollate as answer from pg_database where datname = current_database()`)).toBe('C');
  const stranger = Object.assign(new URL(url), { password: 'guess' }).href;
  await expect(ask(stranger, 'select 1')).rejects.toThrow(/password/);
  expect(statSync(join(home, 'postgres', 'password')).mode & 0o077).toBe(0);
});

test('the server of a starter that is gone is adopted and stopped by the next', async () => {
  const owner = started.findLast((one) => one.started)!;
  await writeFile(join(home, 'postgres.starter'), '999999999'); // no process has this number
  const heir = await start();
  expect(heir).toMatchObject({ started: true, url: owner.url });
  await heir.stop();
  await expect(ask(owner.url, 'select 1')).rejects.toThrow();
  expect((await start()).started).toBe(true);
});

test('what was committed survives kill -9 of the server, and its stale pid file is no obstacle', async () => {
  const { url } = await start();
  await ask(url, 'create table kept as select 42 as answer');
  const pid = pidOf(join(home, 'postgres'));
  process.kill(pid, 'SIGKILL');
  for (let alive = true; alive; await sleep(10))
    try {
      process.kill(pid, 0);
    } catch {
      alive = false;
    }
  const again = await start();
  expect(again.started).toBe(true);
  expect(await ask(again.url, 'select answer from kept')).toBe(42);
});

test('a pid file that names a process of somebody else is no obstacle', async () => {
  const folder = join(home, 'postgres');
  const server = started.findLast((one) => one.started)!;
  const file = join(folder, 'data', 'postmaster.pid');
  const text = await readFile(file, 'utf8');
  await server.stop();
  await writeFile(file, text.replace(/^\d+/, String(process.pid)));
  const again = await start();
  expect(again.started).toBe(true);
  expect(await ask(again.url, 'select answer from kept')).toBe(42);
});

test('a server that others still use is left to them, and the last one stops it', async () => {
  const server = await start();
  const owner = server.started ? server : started.findLast((one) => one.started)!;
  const other = spawn('sleep', ['100'], { stdio: 'ignore' }); // stands for a command that adopted it
  await writeFile(join(home, 'postgres.users', String(other.pid)), '');
  await owner.stop();
  expect(await ask(owner.url, 'select 1 as answer')).toBe(1);
  const gone = once(other, 'exit');
  other.kill('SIGKILL');
  await gone;
  const heir = await start();
  expect(heir).toMatchObject({ started: true, url: owner.url });
  await heir.stop();
  await expect(ask(owner.url, 'select 1')).rejects.toThrow();
  expect((await start()).started).toBe(true);
});

test('stop ends the process; the next start opens the same data', async () => {
  const server = started.findLast((one) => one.started)!;
  const pid = pidOf(join(home, 'postgres'));
  await server.stop();
  expect(() => process.kill(pid, 0)).toThrow();
  expect(await ask((await start()).url, 'select answer from kept')).toBe(42);
});

test('a home that others cannot enter holds the server folder, but not as root, whose server is another user', async () => {
  const root = process.getuid?.() === 0;
  const closed = await mkdtemp(join(tmpdir(), 'sentimate-closed-')); // mkdtemp: mode 700
  const server = await start(closed);
  const pointer = join(closed, 'postgres.json');
  const folder = root
    ? (JSON.parse(await readFile(pointer, 'utf8')) as { folder: string }).folder
    : join(closed, 'postgres');
  try {
    expect(existsSync(pointer)).toBe(root);
    expect(folder.startsWith(closed)).toBe(!root);
    expect(statSync(folder).mode & 0o077).toBe(0);
    expect(await ask(server.url, 'select 1 as answer')).toBe(1);
    expect((await start(closed)).started).toBe(false);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
    await rm(closed, { recursive: true, force: true });
  }
});
