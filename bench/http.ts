/**
 * `npm run bench -- http [--seconds 10] [--rounds 3] [--rate 50] [--connections 10] [--model fully-connected]`
 *
 * Compares: the pace of games while standings are polled, at a fixed rate and flat out, with the pace while nobody asks.
 *
 * A service of its own (`sentimate serve` in a new folder) plays a long match. By turns nobody asks, its standings are
 * asked for at `--rate` and as fast as they come, with the ETag of the newest answer and without; and bare Fastify is
 * asked as fast as it answers, for what the client and any server would take. The load comes from this process, on the
 * same cores, so it takes from the games too; the processors used show who had them. Printed are medians over rounds.
 * Linux only.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import autocannon from 'autocannon';
import { processorSeconds } from '../src/cli/shell/processor-use.js';
import { call, cpuMs, type Server, startBareFastify, startService } from './http/servers.js';
import { benchArguments, median, printHeader } from './shared/bench.js';

const values = benchArguments(
  {
    seconds: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '3' },
    rate: { type: 'string', default: '50' },
    connections: { type: 'string', default: '10' },
    model: { type: 'string', default: 'fully-connected' },
    warm: { type: 'string', default: '100' },
  },
  { seconds: '1', rounds: '1', warm: '1' },
);
const [seconds, rate, connections] = [Number(values.seconds), Number(values.rate), Number(values.connections)];

interface Phase {
  readonly name: string;
  /** Who is asked; nobody where it is missing. */
  readonly of?: 'service' | 'bare Fastify';
  /** Whether requests have the ETag of the newest answer. */
  readonly etag?: boolean;
  /** Requests a second over all connections; as fast as they come where it is missing. */
  readonly rate?: number;
}
const PHASES: readonly Phase[] = [
  { name: 'nobody asks' },
  { name: `${rate}/s, no ETag`, of: 'service', etag: false, rate },
  { name: `${rate}/s, ETag`, of: 'service', etag: true, rate },
  { name: 'flat out, no ETag', of: 'service', etag: false },
  { name: 'flat out, ETag', of: 'service', etag: true },
  { name: 'bare Fastify flat out', of: 'bare Fastify', etag: false },
];

/** What one phase showed; processors are averages over its time. */
interface Seen {
  readonly games: number;
  readonly requests: number;
  readonly p99: number;
  readonly wrong: number;
  readonly unchanged: number;
  readonly cpu: { readonly games: number; readonly api: number; readonly database: number; readonly client: number };
}

/** Asks for `seconds`; a client keeps the ETag of the newest answer, as the dashboard does. */
async function ask({ url }: Server, path: string, { etag, rate: overallRate }: Phase): Promise<autocannon.Result> {
  let newest: string | undefined;
  const request: autocannon.Request = {
    method: 'GET',
    path,
    ...(etag
      ? {
          setupRequest: (one) => ({ ...one, headers: newest ? { 'if-none-match': newest } : {} }),
          onResponse: (_status, _body, _context, headers) => {
            const tag = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'etag')?.[1];
            newest = tag === undefined ? newest : String(tag);
          },
        }
      : {}),
  };
  const pace = overallRate === undefined ? {} : { overallRate };
  return autocannon({ url, connections, duration: seconds, ...pace, requests: [request] });
}

/** Runs one phase beside the games of a match. */
async function look(phase: Phase, service: Server, bare: Server, match: string): Promise<Seen> {
  const done = async () => (await call<{ progress: { done: number } }>(service, match)).progress.done;
  const used = () => ({
    ...processorSeconds(service.process.pid!)!,
    client: process.cpuUsage(),
    bare: cpuMs(bare.process),
  });
  const [games, since, before] = [await done(), performance.now(), used()];
  const load =
    phase.of === undefined
      ? void (await sleep(1000 * seconds))
      : await (phase.of === 'service' ? ask(service, `${match}/standings`, phase) : ask(bare, '/standings', phase));
  const [after, elapsed] = [used(), (performance.now() - since) / 1000];
  const counts = load?.statusCodeStats as Readonly<Record<string, { count: number }>> | undefined;
  const unchanged = counts?.['304']?.count ?? 0;
  const microseconds = process.cpuUsage(before.client);
  return {
    games: ((await done()) - games) / elapsed,
    requests: load?.requests.average ?? 0,
    p99: load?.latency.p99 ?? 0,
    wrong: load ? load.errors + load.non2xx - unchanged : 0,
    unchanged: load ? unchanged / Math.max(1, load.requests.total) : 0,
    cpu: {
      games: (after.games - before.games) / elapsed,
      api: (after.service - before.service + (after.bare - before.bare) / 1000) / elapsed,
      database: (after.database - before.database) / elapsed,
      client: (microseconds.user + microseconds.system) / 1e6 / elapsed,
    },
  };
}

const service = await startService(['--fine-tune-workers', '0']);
let bare: Server | undefined;
try {
  const { id } = await call<{ id: string }>(service, '/matches', {
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
  const match = `/matches/${id}`;
  // the start of a match is all long games and warming up
  while ((await call<{ progress: { done: number } }>(service, match)).progress.done < Number(values.warm))
    await sleep(250);
  const first = await fetch(`${service.url}${match}/standings`);
  bare = await startBareFastify(await first.text(), first.headers.get('etag')!);
  printHeader(['fastify', 'autocannon', 'onnxruntime-node']);
  const all = PHASES.map((): Seen[] => []);
  for (let round = 0; round < Number(values.rounds); round++)
    for (const [i, phase] of PHASES.entries()) all[i]!.push(await look(phase, service, bare, match));
  const of = (seen: readonly Seen[], what: (one: Seen) => number): number => median(seen.map(what));
  console.log(
    `${values.rounds} rounds by turns of ${seconds} s; processors used on average by games, API, database, client`,
  );
  console.table(
    PHASES.map(({ name }, i) => {
      const seen = all[i]!;
      // each phase beside that of the same round in which nobody asks
      const lost = seen.map(({ games }, round) => 100 * (1 - games / all[0]![round]!.games));
      const cpu = (part: keyof Seen['cpu']): number => Number(of(seen, (one) => one.cpu[part]).toFixed(2));
      return {
        asking: name,
        'requests/s': Math.round(of(seen, (one) => one.requests)),
        '304, %': Math.round(100 * of(seen, (one) => one.unchanged)),
        'p99 ms': of(seen, (one) => one.p99),
        wrong: seen.reduce((sum, one) => sum + one.wrong, 0),
        'games/s': Number(of(seen, (one) => one.games).toFixed(1)),
        'pace lost, %': Number(median(lost).toFixed(1)),
        games: cpu('games'),
        API: cpu('api'),
        database: cpu('database'),
        client: cpu('client'),
      };
    }),
  );
} finally {
  await bare?.stop();
  await service.stop();
}
