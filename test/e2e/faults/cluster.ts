import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, openDatabase } from '../../../src/store/base/database.js';
import { migrate } from '../../../src/store/base/migrate.js';
import { isAlive } from '../../../src/store/postgres/local-process.js';
import { type PostgresServer, startPostgres } from '../../../src/store/postgres/postgres-server.js';
import { quiet, temporaryHome } from '../../database-sql.js';
import { until } from '../../orchestration/mock.js';

/**
 * A PostgreSQL that can be killed, restarted and stopped in its tracks. After a restart it may listen on another port.
 */
export class Cluster {
  #server!: PostgresServer;
  #db: Database | undefined;
  #pid = 0;

  /** `ours`: the folder goes with the cluster. */
  private constructor(
    private readonly home: string,
    private readonly ours: boolean,
  ) {}

  static async open(home?: string): Promise<Cluster> {
    const cluster = new Cluster(home ?? (await temporaryHome()), home === undefined);
    await cluster.#start();
    await migrate(cluster.url);
    return cluster;
  }

  get url(): string {
    return this.#server.url;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** A direct way in, past every proxy; a new one after each restart. */
  get db(): Database {
    return (this.#db ??= openDatabase(this.url));
  }

  /** Fast shutdown and start, as an operator does. */
  async restart(): Promise<void> {
    await this.#again('SIGINT');
  }

  /** `kill -9` of the postmaster: its children go by themselves, and the next start recovers from the log. */
  async crash(): Promise<void> {
    await this.#again('SIGKILL');
  }

  /** Started again if it went down by itself, as with a full disk. */
  async recover(): Promise<void> {
    if (
      !(await this.db.pool.query('select').then(
        () => true,
        () => false,
      ))
    )
      await this.#start();
  }

  /** Neither answers nor refuses for so long. */
  async pause(ms: number): Promise<void> {
    const pids = [this.#pid, ...childrenOf(this.#pid)];
    for (const pid of pids) if (isAlive(pid)) process.kill(pid, 'SIGSTOP');
    await sleep(ms);
    for (const pid of pids) if (isAlive(pid)) process.kill(pid, 'SIGCONT');
  }

  async close(): Promise<void> {
    await this.#db?.end();
    await this.#server.stop();
    if (this.ours) await rm(this.home, { recursive: true, force: true });
  }

  async #again(signal: 'SIGINT' | 'SIGKILL'): Promise<void> {
    const pid = this.#pid;
    process.kill(pid, signal);
    await until(() => !isAlive(pid), 'PostgreSQL ends', 30_000);
    await this.#start();
  }

  async #start(): Promise<void> {
    const before = this.#db;
    this.#server = await startPostgres(this.home, quiet);
    this.#db = undefined; // whoever asked meanwhile has one with the old address
    await before?.end().catch(() => undefined);
    const { rows } = await this.db.pool.query<{ data_directory: string }>('show data_directory');
    this.#pid = Number(readFileSync(join(rows[0]!.data_directory, 'postmaster.pid'), 'utf8').split('\n')[0]);
  }
}

function childrenOf(pid: number): number[] {
  try {
    return execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
      .split('\n')
      .filter(Boolean)
      .map(Number);
  } catch {
    return []; // none
  }
}
