/** Servers that the benches of the API ask: a service of its own, and bare Fastify. Linux only. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '../../src/files/home.js';
import { freePort } from '../../src/store/postgres/local-process.js';

/** A running server process. */
export interface Server {
  readonly process: ChildProcess;
  /** Origin, as in `http://127.0.0.1:8080`. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Source of the bare server: its port, its body and its ETag are arguments. */
const BARE = `
  import Fastify from 'fastify';
  const [port, body, etag] = process.argv.slice(1);
  const app = Fastify();
  app.get('/standings', (request, reply) => {
    reply.header('etag', etag);
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    return reply.type('application/json').send(body);
  });
  await app.listen({ port: Number(port), host: '127.0.0.1' });`;

/** Starts `sentimate serve` with these arguments in a new folder, without a rate limit, and waits until it answers. */
export async function startService(args: readonly string[]): Promise<Server> {
  const home = await mkdtemp(join(tmpdir(), 'sentimate-bench-http-'));
  await chmod(home, 0o755); // under root PostgreSQL runs as another user
  const port = await freePort();
  const bin = join(projectRoot(), 'bin', 'sentimate.mjs');
  const settings = { SENTIMATE_HOME: home, LOG_LEVEL: 'warn', SENTIMATE_RATE_LIMIT: '999999999' };
  const child = spawn(process.execPath, [bin, 'serve', '--port', String(port), ...args], {
    env: { ...process.env, ...settings, DATABASE_URL: '', REDIS_URL: '' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    await end(child);
    await rm(home, { recursive: true, force: true });
  };
  await answerOf(`${url}/readyz`, child).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { process: child, url, stop };
}

/** Starts Fastify with one route, `/standings`, that answers `body` with `etag`, or a 304 to a request that has it. */
export async function startBareFastify(body: string, etag: string): Promise<Server> {
  const port = await freePort();
  const child = spawn(process.execPath, ['--input-type=module', '-e', BARE, '--', String(port), body, etag], {
    cwd: projectRoot(),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  await answerOf(`${url}/standings`, child);
  return { process: child, url, stop: () => end(child) };
}

/** Asks until the answer is a success. Throws Error when the process ends first, or after two minutes. */
async function answerOf(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 480 && server.exitCode === null; tries++, await sleep(250))
    if ((await fetch(url).catch(() => null))?.ok) return;
  throw new Error(`${url} does not answer`);
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  server.kill('SIGTERM');
  await once(server, 'exit');
}

/** Returns the processor time of a process so far, user and system, ms; clock ticks of Linux are 10 ms. */
export function cpuMs({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

/** Sends JSON, or gets, and returns the JSON of the answer. Throws Error with the answer's text for a failure. */
export async function call<T>({ url }: Server, path: string, body?: unknown): Promise<T> {
  const response = await fetch(
    url + path,
    body === undefined
      ? {}
      : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
  );
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
