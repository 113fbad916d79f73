import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from '../src/store/postgres/local-process.js';

/**
 * A `redis-server` of the tests' own on a free port, which keeps nothing on disk: whoever restarts it empties the
 * queue. Only tests of `npm run test:peers` use it.
 */
export class RedisServer {
  #child!: ChildProcess;

  private constructor(
    readonly port: number,
    private readonly dir: string,
  ) {}

  static async open(): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), await mkdtemp(join(tmpdir(), 'sentimate-redis-')));
    await server.#start();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** `kill -9` and a new, empty one on the same port. */
  async crash(): Promise<void> {
    await this.#kill();
    await this.#start();
  }

  async flush(): Promise<void> {
    await this.#ask((redis) => redis.flushall());
  }

  async pause(ms: number): Promise<void> {
    this.#child.kill('SIGSTOP');
    await sleep(ms);
    this.#child.kill('SIGCONT');
  }

  /** Commands of no use, as fast as they go. */
  async flood(commands: number): Promise<void> {
    await this.#ask(async (redis) => {
      const pipeline = redis.pipeline();
      for (let i = 0; i < commands; i++) pipeline.set(`flood:${i % 100}`, 'x'.repeat(1_000));
      await pipeline.exec();
    });
  }

  async close(): Promise<void> {
    await this.#kill();
    await rm(this.dir, { recursive: true, force: true });
  }

  async #ask(use: (redis: Redis) => Promise<unknown>): Promise<void> {
    const redis = new Redis(this.port, '127.0.0.1', { maxRetriesPerRequest: null, retryStrategy: () => 50 });
    redis.on('error', () => undefined); // refused until it listens
    await use(redis);
    redis.disconnect();
  }

  async #start(): Promise<void> {
    const options = [
      '--port',
      String(this.port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--maxmemory-policy',
      'noeviction',
      '--dir',
      this.dir,
    ];
    this.#child = spawn('redis-server', options, { stdio: 'ignore' });
    await once(this.#child, 'spawn'); // rejects where there is no redis-server
    await this.#ask((redis) => redis.ping());
  }

  async #kill(): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }
}
