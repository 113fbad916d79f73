/**
 * `npm run bench -- http-idle [--seconds 5] [--rounds 3] [--connections 10]`: what an unchanged answer costs, ours
 * beside bare Fastify.
 *
 * Two servers on the same cores: `sentimate serve` in a new folder without workers, and Fastify with one route that sends
 * the same bytes. Both are asked by turns for the standings of a match, with the ETag (304) and without (200), as fast
 * as they answer. Printed are medians over rounds of requests a second and of the server's processor time a request
 * (user and system, from `/proc`).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { projectRoot } from '../src/files/home.js';
import { freePort } from '../src/store/postgres/local-process.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '10' },
  },
});
const [seconds, rounds, connections] = [Number(values.seconds), Number(values.rounds), Number(values.connections)];

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

interface Server {
  readonly process: ChildProcess;
  readonly url: string;
}

/** Processor time of a process so far, ms; clock ticks of Linux are 10 ms. */
function cpuMs({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

async function measure({ process: server, url }: Server, etag?: string): Promise<{ rate: number; cpu: number }> {
  const from = cpuMs(server);
  const headers = etag === undefined ? {} : { 'if-none-match': etag };
  const { requests, errors, statusCodeStats } = await autocannon({ url, connections, duration: seconds, headers });
  const wanted = (statusCodeStats as Record<string, { count: number }>)[etag === undefined ? '200' : '304']?.count;
  if (errors > 0 || wanted !== requests.total) throw new Error(`${url}: ${JSON.stringify(statusCodeStats)}`);
  return { rate: requests.average, cpu: (cpuMs(server) - from) / requests.total };
}

async function until(url: string): Promise<Response> {
  for (let tries = 0; tries < 480; tries++, await sleep(250)) {
    const response = await fetch(url).catch(() => null);
    if (response?.ok) return response;
  }
  throw new Error(`${url} does not answer`);
}

async function end(server: ChildProcess | undefined): Promise<void> {
  if (!server || server.exitCode !== null) return;
  server.kill('SIGTERM');
  await once(server, 'exit');
}

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;

const home = await mkdtemp(join(tmpdir(), 'sentimate-bench-http-'));
await chmod(home, 0o755); // under root PostgreSQL runs as another user
const [port, barePort] = [await freePort(), await freePort()];
const noWorkers = ['--fine-tune-workers', '0', '--match-workers', '0'];
const service = spawn(
  process.execPath,
  [join(projectRoot(), 'bin', 'sentimate.mjs'), 'serve', '--port', String(port), ...noWorkers],
  {
    env: {
      ...process.env,
      SENTIMATE_HOME: home,
      LOG_LEVEL: 'warn',
      SENTIMATE_RATE_LIMIT: '999999999',
      DATABASE_URL: '',
      REDIS_URL: '',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  },
);
let bare: ChildProcess | undefined;
try {
  const root = `http://127.0.0.1:${port}`;
  await until(`${root}/readyz`);
  const contestants = ['fully-connected', 'default'].map((model) => ({ model }));
  const created = await fetch(`${root}/matches`, {
    method: 'POST',
    body: JSON.stringify({ name: 'idle', contestants: [{ anchor: 'random' }, ...contestants], pairs: 100 }),
    headers: { 'content-type': 'application/json' },
  });
  if (!created.ok) throw new Error(await created.text());
  const ours = { process: service, url: `${root}/matches/${((await created.json()) as { id: string }).id}/standings` };
  await sleep(3000);
  const first = await until(ours.url);
  const [body, etag] = [await first.text(), first.headers.get('etag')!];
  const args = ['--input-type=module', '-e', BARE, '--', String(barePort), body, etag];
  bare = spawn(process.execPath, args, { cwd: projectRoot(), stdio: ['ignore', 'ignore', 'inherit'] });
  const plain = { process: bare, url: `http://127.0.0.1:${barePort}/standings` };
  await until(plain.url);
  for (const server of [plain, ours]) for (const tag of [etag, undefined]) await measure(server, tag); // warm
  console.log(`${cpus()[0]!.model}, ${cpus().length} cores, Node ${process.version}, ${new Date().toISOString()}`);
  for (const [name, tag] of [['304', etag] as const, ['200', undefined] as const]) {
    const [bares, own]: { rate: number; cpu: number }[][] = [[], []];
    for (let round = 0; round < rounds; round++) {
      bares!.push(await measure(plain, tag));
      own!.push(await measure(ours, tag));
    }
    const of = (key: 'rate' | 'cpu') => [bares!, own!].map((all) => median(all.map((one) => one[key])));
    const [[bareRate, ownRate], [bareCpu, ownCpu]] = [of('rate'), of('cpu')];
    console.table({
      [`${name}, bare Fastify`]: { 'requests/s': Math.round(bareRate!), 'ms CPU a request': bareCpu!.toFixed(4) },
      [`${name}, standings`]: { 'requests/s': Math.round(ownRate!), 'ms CPU a request': ownCpu!.toFixed(4) },
      ratio: { 'requests/s': (ownRate! / bareRate!).toFixed(2), 'ms CPU a request': (ownCpu! / bareCpu!).toFixed(2) },
    });
  }
} finally {
  await end(bare);
  await end(service);
  await rm(home, { recursive: true, force: true });
}
