import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../../src/store/postgres/local-process.js';
import type { RedisServer } from '../../redis-server.js';
import { Service } from '../processes.js';
import type { Cluster } from './cluster.js';
import { FaultProxy, type Link } from './proxy.js';
import { type Step, stepOnPostgres, stepOnRedis } from './steps.js';

export const MEMBERS = ['api', 'tuner', 'player-1', 'player-2'] as const;
export type MemberName = (typeof MEMBERS)[number];

const script = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const API = script('../api-process.mjs');
const WORKER = script('instant-worker.mjs');
export const INSTANT_CHILD = script('instant-child.mjs');

/** Everything that waits for a dead process does so for a second or two here, instead of a minute. Milliseconds. */
export const SHORT = { lease: 1_500, lock: 1_000, stalled: 500, heartbeat: 300, patience: 4_000 } as const;
const SETTINGS = {
  SENTIMATE_LEASE_MS: String(SHORT.lease),
  SENTIMATE_LOCK_MS: String(SHORT.lock),
  SENTIMATE_STALLED_MS: String(SHORT.stalled),
  SENTIMATE_HEARTBEAT_MS: String(SHORT.heartbeat),
  SENTIMATE_PATIENCE_MS: String(SHORT.patience),
  SENTIMATE_GAMES_HELD: '8',
  LOG_LEVEL: 'debug',
};
const RESTART_AFTER = 150;

/** A process of the service, its own ways to database and queue, and its successors when it dies. */
export class Member {
  /** This process and those before it. */
  readonly services: Service[] = [];
  #closing = false;

  constructor(
    readonly name: MemberName,
    readonly proxies: readonly FaultProxy[],
    private readonly start: () => Service,
  ) {}

  get service(): Service {
    return this.services.at(-1)!;
  }

  run(): void {
    this.services.push(this.start());
    this.service.onExit(() => {
      if (!this.#closing) setTimeout(() => !this.#closing && this.run(), RESTART_AFTER);
    });
  }

  async pause(ms: number): Promise<void> {
    const { service } = this;
    service.pause();
    await sleep(ms);
    service.resume();
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.service.resume();
    await this.service.kill();
    await Promise.all(this.proxies.map((proxy) => proxy.close()));
  }
}

/** What goes by on a wire: `member` begins `step` on `link`. */
export type Watcher = (member: Member, step: Step, link: Link) => Promise<void>;

/** API with reconciler, one fine-tune and two match workers, each behind proxies of its own. */
export class Fleet {
  readonly members = new Map<MemberName, Member>();
  watcher: Watcher = () => Promise.resolve();

  private constructor(readonly apiUrl: string) {}

  static async open(cluster: Cluster, redis: RedisServer | undefined, home: string): Promise<Fleet> {
    const port = await freePort();
    const fleet = new Fleet(`http://127.0.0.1:${port}`);
    for (const name of MEMBERS) {
      const database = await FaultProxy.open(() => cluster.port);
      const queue = redis && (await FaultProxy.open(() => redis.port));
      const env: NodeJS.ProcessEnv = {
        ...SETTINGS,
        DATABASE_URL: Object.assign(new URL(cluster.url), { port: String(database.port) }).href,
        REDIS_URL: queue ? `redis://127.0.0.1:${queue.port}` : '',
        SENTIMATE_HOME: home,
        PORT: String(port),
      };
      const args = name === 'api' ? [] : [name === 'tuner' ? 'fine-tune' : 'match'];
      const member = new Member(
        name,
        queue ? [database, queue] : [database],
        () => new Service(name, name === 'api' ? API : WORKER, env, args),
      );
      database.onRequest = (link, chunk) => fleet.#see(member, link, stepOnPostgres(link, chunk));
      if (queue) queue.onRequest = (link, chunk) => fleet.#see(member, link, stepOnRedis(link, chunk));
      fleet.members.set(name, member);
      member.run();
    }
    await Promise.all(
      [...fleet.members.values()].map(({ name, service }) =>
        service.said(name === 'api' ? 'listening' : 'worker is ready'),
      ),
    );
    return fleet;
  }

  async close(): Promise<void> {
    await Promise.all([...this.members.values()].map((member) => member.close()));
  }

  /** The last lines that each process logged. */
  lastWords(lines = 6): string {
    return [...this.members.values()]
      .map(({ name, service }) =>
        [
          `--- ${name}`,
          ...service.lines.slice(-lines).map((line) => JSON.stringify(line).slice(0, 400)),
          service.errors.slice(-300),
        ].join('\n'),
      )
      .join('\n');
  }

  async #see(member: Member, link: Link, step: Step | undefined): Promise<void> {
    if (step !== undefined) await this.watcher(member, step, link);
  }
}
