/**
 * `npm run bench -- http [--seconds 15] [--rate 50] [--connections 10] [--model fully-connected]`: what polled
 * standings cost while games are played.
 *
 * A service of its own (`sentimate serve` in a new folder) plays a long match. Its standings are asked for at a fixed
 * rate and as fast as they come, with the ETag of the last answer and without; games a second before, meanwhile and
 * after. The load comes from this process, on the same cores.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { projectRoot } from '../src/files/home.js';
import { freePort } from '../src/store/postgres/local-process.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '15' },
    rate: { type: 'string', default: '50' },
    connections: { type: 'string', default: '10' },
    model: { type: 'string', default: 'fully-connected' },
  },
});
const [seconds, rate, connections] = [Number(values.seconds), Number(values.rate), Number(values.connections)];
/** Games that are over before anything is measured: the start of a match is all long games and warming up. */
const WARM = 100;

interface Phase {
  readonly name: string;
  readonly etag?: boolean;
  /**
   * Requests a second over all connections; undefined: as fast as they come; no requests at all where `etag` is
   * missing.
   */
  readonly rate?: number;
}
const PHASES: readonly Phase[] = [
  { name: 'nobody asks' },
  { name: `${rate}/s, no ETag`, etag: false, rate },
  { name: `${rate}/s, ETag`, etag: true, rate },
  { name: 'nobody asks' },
  { name: 'flat out, no ETag', etag: false },
  { name: 'flat out, ETag', etag: true },
  { name: 'nobody asks' },
];

const home = await mkdtemp(join(tmpdir(), 'sentimate-bench-http-'));
await chmod(home, 0o755); // under root PostgreSQL runs as another user
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const service = spawn(
  process.execPath,
  [join(projectRoot(), 'bin', 'sentimate.mjs'), 'serve', '--port', String(port), '--fine-tune-workers', '0'],
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

async function call<T>(path: string, body?: unknown): Promise<T> {
  const response = await fetch(
    url + path,
    body === undefined
      ? {}
      : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
  );
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

async function until(condition: () => Promise<boolean>, limitSeconds: number): Promise<void> {
  for (const end = performance.now() + 1000 * limitSeconds; ; await sleep(250)) {
    if (await condition().catch(() => false)) return;
    if (service.exitCode !== null || performance.now() > end) throw new Error('the service did not get that far');
  }
}

/** Asks for `seconds`; a client keeps the ETag of the newest answer, as the dashboard does. */
async function ask(path: string, { etag, rate: overallRate }: Phase): Promise<autocannon.Result> {
  let newest: string | undefined;
  const request: autocannon.Request = {
    method: 'GET',
    path,
    setupRequest: (request) => ({ ...request, headers: etag && newest ? { 'if-none-match': newest } : {} }),
    onResponse: (_status, _body, _context, headers) => {
      const tag = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'etag')?.[1];
      newest = tag === undefined ? newest : String(tag);
    },
  };
  return autocannon({
    url,
    connections,
    duration: seconds,
    ...(overallRate === undefined ? {} : { overallRate }),
    requests: [request],
  });
}

try {
  await until(async () => (await fetch(`${url}/readyz`)).ok, 120);
  const { id } = await call<{ id: string }>('/matches', {
    name: 'under load',
    contestants: [
      { model: values.model },
      { model: values.model, decoding: { temperature: 1 } },
      { anchor: 'random' },
      { anchor: 'greedy' },
    ],
    pairs: 1000,
    schedule: { kind: 'round-robin', rounds: 3 },
    maxPlies: 80,
  });
  const done = async (): Promise<number> =>
    (await call<{ progress: { done: number } }>(`/matches/${id}`)).progress.done;
  await until(async () => (await done()) >= WARM, 300);
  const rows: Record<string, string | number>[] = [];
  for (const phase of PHASES) {
    const [from, since] = [await done(), performance.now()];
    const load =
      phase.etag === undefined ? void (await sleep(1000 * seconds)) : await ask(`/matches/${id}/standings`, phase);
    const games = (await done()) - from;
    const counts = load?.statusCodeStats as Readonly<Record<string, { count: number }>> | undefined;
    rows.push({
      asking: phase.name,
      'requests/s': load ? Math.round(load.requests.average) : '–',
      '304': counts ? `${Math.round((100 * (counts['304']?.count ?? 0)) / Math.max(1, load!.requests.total))} %` : '–',
      'p50 ms': load?.latency.p50 ?? '–',
      'p99 ms': load?.latency.p99 ?? '–',
      'kB/s': load ? Math.round(load.throughput.average / 1000) : '–',
      wrong: load ? load.errors + load.non2xx - (counts?.['304']?.count ?? 0) : '–',
      'games/s': Number(((1000 * games) / (performance.now() - since)).toFixed(1)),
    });
  }
  console.table(rows);
} finally {
  if (service.exitCode === null) {
    service.kill('SIGTERM');
    await once(service, 'exit');
  }
  await rm(home, { recursive: true, force: true });
}
