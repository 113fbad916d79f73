/**
 * `npm run bench -- http-idle [--seconds 5] [--rounds 3] [--connections 10]`
 *
 * Compares: processor time of an unchanged answer from our API with bare Fastify, with an ETag (304) and without (200).
 *
 * Two servers on the same cores: `sentimate serve` in a new folder without workers, and Fastify with one route that sends
 * the same bytes. Both are asked by turns for the standings of a match, with the ETag and without, as fast as they
 * answer. Printed are medians over rounds of requests a second and of the server's processor time a request (user and
 * system, from `/proc`), and the median of the rounds' ratios with the smallest and the largest. Linux only.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import autocannon from 'autocannon';
import { call, cpuMs, type Server, startBareFastify, startService } from './http/servers.js';
import { benchArguments, median, printHeader } from './shared/bench.js';

const values = benchArguments(
  {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '10' },
  },
  { seconds: '1', rounds: '1' },
);
const [seconds, rounds, connections] = [Number(values.seconds), Number(values.rounds), Number(values.connections)];

interface Measured {
  /** Requests a second. */
  readonly rate: number;
  /** Processor time of the server a request, ms. */
  readonly cpu: number;
}

async function measure({ process: server, url }: Server, path: string, etag?: string): Promise<Measured> {
  const from = cpuMs(server);
  const headers = etag === undefined ? {} : { 'if-none-match': etag };
  const load = await autocannon({ url: url + path, connections, duration: seconds, headers });
  const counts = load.statusCodeStats as Record<string, { count: number }>;
  if (load.errors > 0 || counts[etag === undefined ? '200' : '304']?.count !== load.requests.total)
    throw new Error(`${url}: ${JSON.stringify(counts)}`);
  return { rate: load.requests.average, cpu: (cpuMs(server) - from) / load.requests.total };
}

/** Rows of one kind of answer: bare Fastify, ours, and ours divided by bare Fastify. */
function rowsOf(kind: string, bare: readonly Measured[], own: readonly Measured[]): Record<string, object> {
  const shown = (all: readonly Measured[]): object => ({
    'requests/s': Math.round(median(all.map(({ rate }) => rate))),
    'ms CPU a request': median(all.map(({ cpu }) => cpu)).toFixed(4),
  });
  const ratios = (of: keyof Measured): string => {
    const all = own.map((one, round) => one[of] / bare[round]![of]);
    return `${median(all).toFixed(2)} (${Math.min(...all).toFixed(2)} to ${Math.max(...all).toFixed(2)})`;
  };
  return {
    [`${kind}, bare Fastify`]: shown(bare),
    [`${kind}, standings`]: shown(own),
    [`${kind}, ratio`]: { 'requests/s': ratios('rate'), 'ms CPU a request': ratios('cpu') },
  };
}

const service = await startService(['--fine-tune-workers', '0', '--match-workers', '0']);
let bare: Server | undefined;
try {
  const models = ['fully-connected', 'default'].map((model) => ({ model }));
  const match = { name: 'idle', contestants: [{ anchor: 'random' }, ...models], pairs: 100 };
  const path = `/matches/${(await call<{ id: string }>(service, '/matches', match)).id}/standings`;
  await sleep(3000); // the reconciler's look at the new match changes its version
  const first = await fetch(service.url + path);
  const [body, etag] = [await first.text(), first.headers.get('etag')!];
  bare = await startBareFastify(body, etag);
  for (const tag of [etag, undefined]) {
    await measure(bare, '/standings', tag); // warms up both
    await measure(service, path, tag);
  }
  printHeader(['fastify', 'autocannon']);
  const rows: Record<string, object> = {};
  for (const [kind, tag] of [['304', etag] as const, ['200', undefined] as const]) {
    const [bares, own]: [Measured[], Measured[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      bares.push(await measure(bare, '/standings', tag));
      own.push(await measure(service, path, tag));
    }
    Object.assign(rows, rowsOf(kind, bares, own));
  }
  console.log(`a body of ${body.length} bytes, ${connections} connections, ${rounds} rounds by turns`);
  console.table(rows);
} finally {
  await bare?.stop();
  await service.stop();
}
