import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { openQueues } from '../../../src/queue/open-queues.js';
import type { TournamentId } from '../../../src/vocabulary/ids.js';
import { quiet } from '../../database-sql.js';
import type { RedisServer } from '../../redis-server.js';
import type { Cluster } from './cluster.js';
import { type Fleet, type Member, SHORT } from './fleet.js';
import type { Fault } from './plan-faults.js';
import type { Link } from './proxy.js';
import type { Step } from './steps.js';

/** Longer than a lease and a lock: whatever is paused so long comes back with stale work. Milliseconds. */
const PAUSE = Math.max(SHORT.lease, SHORT.lock) + 1_000;
const DELAY = 400;
/** How long the step waits for an action that takes its time, such as a restart. */
const HEAD_START = 100;

export interface Site {
  readonly cluster: Cluster;
  readonly redis: RedisServer | undefined;
  readonly fleet: Fleet;
}

/** Waits for the steps of its faults to go by, and does what they say. */
export class Injector {
  readonly fired: Fault[] = [];
  readonly #seen = new Map<Step, number>();
  readonly #open: Fault[];
  readonly #running: Promise<unknown>[] = [];
  /** The tournament that a flood of hints names. */
  tournamentId: TournamentId | undefined;

  constructor(
    private readonly site: Site,
    faults: readonly Fault[],
  ) {
    this.#open = [...faults];
    site.fleet.watcher = (member, step, link) => this.#see(member, step, link);
  }

  /** No more faults; resolves when those under way are over. */
  async end(): Promise<void> {
    this.site.fleet.watcher = () => Promise.resolve();
    await Promise.all(this.#running);
  }

  async #see(member: Member, step: Step, link: Link): Promise<void> {
    const nth = (this.#seen.get(step) ?? 0) + 1;
    this.#seen.set(step, nth);
    const due = this.#open.filter((fault) => fault.step === step && fault.nth <= nth);
    for (const fault of due) {
      this.#open.splice(this.#open.indexOf(fault), 1);
      const fire = async (): Promise<void> => {
        this.fired.push(fault);
        const action = this.#do(fault, member, link).catch((error: unknown) => {
          throw new Error(`${fault.action} itself failed: ${String(error)}`);
        });
        this.#running.push(action);
        await Promise.race([action, sleep(HEAD_START)]);
      };
      if (fault.when === 'before') await fire();
      else link.onReply = fire;
    }
  }

  async #do({ action }: Fault, member: Member, link: Link): Promise<void> {
    const { cluster, redis, fleet } = this.site;
    switch (action) {
      case 'kill':
        return void member.service.kill();
      case 'stop':
        return void member.service.stop();
      case 'pause':
        return member.pause(PAUSE);
      case 'kill-child':
        return signal(member.service.child, 'SIGKILL');
      case 'pause-child': {
        const { child } = member.service;
        signal(child, 'SIGSTOP');
        await sleep(PAUSE);
        return signal(child, 'SIGCONT');
      }
      case 'cut':
        return link.cut();
      case 'reset':
        return link.cut(true);
      case 'black-hole':
        return void (link.hole = true);
      case 'delay':
        return void (link.delayMs = DELAY);
      case 'refuse':
        return void (await Promise.all(member.proxies.map((proxy) => proxy.refuse(PAUSE))));
      case 'restart-postgres':
        return cluster.restart();
      case 'kill-postgres':
        return cluster.crash();
      case 'pause-postgres':
        return cluster.pause(PAUSE);
      case 'kill-redis':
        return redis!.crash();
      case 'flush-redis':
        return redis!.flush();
      case 'pause-redis':
        return redis!.pause(PAUSE);
      case 'flood-api':
        return floodApi(fleet.apiUrl);
      case 'flood-queue':
        return floodQueue(cluster, redis, this.tournamentId);
      case 'flood-database':
        return floodDatabase(cluster, redis);
    }
  }
}

function signal(pid: number | undefined, name: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(pid, name);
  } catch {
    // it has gone meanwhile
  }
}

/** Requests of every kind at once, many of them wrong. */
async function floodApi(url: string): Promise<void> {
  const paths = [
    '/tournaments',
    '/models',
    '/tournaments/nothing',
    '/fine-tunes?limit=100',
    '/healthz',
    '/readyz',
    '/nowhere',
  ];
  const requests = Array.from({ length: 200 }, (_, i) =>
    i % 4 === 0
      ? fetch(`${url}/tournaments`, {
          method: 'POST',
          body: '{"name": 1',
          headers: { 'content-type': 'application/json' },
        })
      : fetch(`${url}${paths[i % paths.length]!}`),
  );
  for (const answer of await Promise.allSettled(requests))
    if (answer.status === 'fulfilled') await answer.value.arrayBuffer().catch(() => undefined);
}

/**
 * Hints of every kind: hundreds for the tournament at hand, for tournaments that are not there, and for fine-tunes that
 * are not.
 */
async function floodQueue(
  cluster: Cluster,
  redis: RedisServer | undefined,
  id: TournamentId | undefined,
): Promise<void> {
  const queues = openQueues({ databaseUrl: cluster.url, redisUrl: redis && `redis://127.0.0.1:${redis.port}` }, quiet);
  try {
    for (let attempt = 1000; attempt < 1150; attempt++) {
      if (id) await queues.enqueue({ kind: 'match', tournamentId: id, attempt });
      await queues.enqueue({ kind: 'match', tournamentId: uuidv7() as TournamentId });
      await queues.enqueue({ kind: 'fine-tune', id: uuidv7() as never });
    }
  } catch {
    // another fault has taken the queue away
  } finally {
    await queues.close().catch(() => undefined);
  }
}

/** Connections and long queries beside ours, and nonsense in Redis. */
async function floodDatabase(cluster: Cluster, redis: RedisServer | undefined): Promise<void> {
  const { pool } = cluster.db;
  const work = Array.from({ length: 40 }, () =>
    pool.query('select sum(n) from generate_series(1, 200000) n').catch(() => undefined),
  );
  await Promise.all([...work, redis?.flood(5_000)]);
}
