import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checkpointDir, datasetDir } from '../../src/files/home.js';
import { startBackend } from '../../src/model/kernels/backend.js';
import { type Database, openDatabase } from '../../src/store/base/database.js';
import { insertCheckpoint } from '../../src/store/library/checkpoints.js';
import { insertDataset } from '../../src/store/library/datasets.js';
import { freePort } from '../../src/store/postgres/local-process.js';
import { built } from '../built.js';
import { startTestServer, type TestServer } from '../database.js';
import { type ApiDocument, Conformance } from '../http/conformance.js';
import { cardOf, profileOf } from '../http/fixtures.js';
import { until } from '../orchestration/mock.js';
import { makeWorld, type World } from '../training/world.js';
import { Service } from './processes.js';

const SHORT = {
  SENTIMATE_LEASE_MS: '2500',
  SENTIMATE_LOCK_MS: '2000',
  SENTIMATE_STALLED_MS: '1000',
  SENTIMATE_HEARTBEAT_MS: '500',
  SENTIMATE_GAMES_HELD: '48',
};
const DATASET = 'f'.repeat(64);

/**
 * A real service on a fresh database: API with reconciler, a fine-tune and a match worker, all processes of their own.
 */
export class Arena {
  readonly #services: Service[] = [];
  #env: NodeJS.ProcessEnv = {};
  #port = 0;

  private constructor(
    private readonly server: TestServer,
    private readonly world: World,
    readonly db: Database,
    readonly databaseUrl: string,
  ) {}

  static async open(redisUrl?: string): Promise<Arena> {
    const server = startTestServer();
    const url = await server.createDatabase();
    await startBackend();
    const world = await makeWorld();
    await rename(world.datasetDir, datasetDir(world.home, DATASET));
    const db = openDatabase(url);
    const config: unknown = JSON.parse(await readFile(join(world.baseDir, 'config.json'), 'utf8'));
    await insertCheckpoint(db.pool, {
      address: world.base,
      parent: null,
      kind: 'base',
      name: 'default',
      config,
      card: cardOf('default'),
    });
    await insertDataset(db.pool, {
      address: DATASET,
      kind: 'dialogue',
      name: 'starter',
      profile: profileOf(DATASET, 3000),
    });
    const arena = new Arena(server, world, db, url);
    arena.#port = await freePort();
    arena.#env = {
      ...SHORT,
      DATABASE_URL: url,
      REDIS_URL: redisUrl ?? '',
      SENTIMATE_HOME: world.home,
      PORT: String(arena.#port),
      LOG_LEVEL: 'debug',
    };
    return arena;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async api(): Promise<Service> {
    const service = this.#start('API', new URL('api-process.mjs', import.meta.url).pathname);
    await service.said('listening');
    return service;
  }

  async worker(kind: 'fine-tune' | 'match'): Promise<Service> {
    const service = this.#start(`${kind} worker`, built(`workers/${kind}-worker.js`));
    await service.said('worker is ready');
    return service;
  }

  async request<T>(path: string, init?: RequestInit): Promise<T> {
    const response = await fetch(`http://127.0.0.1:${this.#port}${path}`, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    const ndjson = response.headers.get('content-type')?.includes('ndjson') ?? false;
    return (
      ndjson
        ? text
            .split('\n')
            .filter(Boolean)
            .map((line) => JSON.parse(line) as unknown)
        : JSON.parse(text)
    ) as T;
  }

  post<T>(path: string, body: unknown): Promise<T> {
    return this.request<T>(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  }

  /** Where the answers at these paths are not what the service's own document says. */
  async misdescribed(paths: readonly string[]): Promise<string[]> {
    const conformance = new Conformance(await this.request<ApiDocument>('/docs/json'));
    const found: string[] = [];
    for (const path of paths) {
      const response = await fetch(`${this.url}${path}`, { headers: { accept: 'application/json' } });
      const headers = Object.fromEntries(response.headers);
      const answer = { statusCode: response.status, headers, body: await response.text() };
      if (response.status !== 200) found.push(`${path}: status ${response.status}`);
      found.push(...conformance.check('GET', path, answer));
    }
    return found;
  }

  async until(what: string, condition: () => Promise<boolean>, limitMs = 240_000): Promise<void> {
    await until(condition, what, limitMs).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${this.#lastWords()}`);
    });
  }

  /** Every checkpoint folder that the store names is there. */
  folderOf(address: string): string {
    return checkpointDir(this.world.home, address);
  }

  async close(): Promise<void> {
    await Promise.all(this.#services.map((service) => service.kill()));
    await this.db.end();
    await this.server.stop();
    await rm(this.world.home, { recursive: true, force: true });
  }

  #start(name: string, script: string): Service {
    const service = new Service(name, script, this.#env);
    this.#services.push(service);
    return service;
  }

  #lastWords(): string {
    return this.#services
      .map(({ name, lines, errors }) =>
        [`--- ${name}`, ...lines.slice(-8).map((line) => JSON.stringify(line)), errors.slice(-500)].join('\n'),
      )
      .join('\n');
  }
}
