import { strictEqual } from 'node:assert';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ComputeProcess } from '../../../src/orchestration/compute-process.js';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import { insertCheckpoint } from '../../../src/store/library/checkpoints.js';
import { insertDataset } from '../../../src/store/library/datasets.js';
import { getTournament } from '../../../src/store/tournaments/tournaments.js';
import type { TournamentId } from '../../../src/vocabulary/ids.js';
import { tinyConfig } from '../../model/tiny.js';
import { silent, until } from '../../orchestration/mock.js';
import { RedisServer } from '../../redis-server.js';
import { checkPartialRecord, checkRecord, playUndisturbed, type Reader } from './check-record.js';
import { Cluster } from './cluster.js';
import { Fleet, INSTANT_CHILD } from './fleet.js';
import { Injector, type Site } from './inject.js';
import type { Backend, Fault, FaultSchedule } from './plan-faults.js';

const BASE = sha256Hex('instant base');
const DATASET = 'f'.repeat(64);
/** From the first request until the tournament must be over. Milliseconds. */
const LIMIT = 240_000;

export interface Outcome {
  readonly games: number;
  /** Attempts at games beyond the first. */
  readonly replayed: number;
  /** Results that came too late and were not counted. */
  readonly superseded: number;
  /** Lost attempts by cause. */
  readonly lost: Readonly<Record<string, number>>;
  /** Match workers that recorded results. */
  readonly workers: number;
  readonly fired: readonly Fault[];
  readonly seconds: number;
}

/** A service to torment: it is used for one tournament after another, and what a fault kills is started again. */
export class Torment {
  private constructor(
    private readonly site: Site,
    private readonly home: string,
    /** The folder goes with the service. */
    private readonly ours: boolean,
    private readonly calm: ComputeProcess,
  ) {}

  /**
   * `home` holds checkpoints, `databaseHome` PostgreSQL; folders of their own unless given, and those that are given
   * stay.
   */
  static async open(
    backend: Backend,
    { home: given, databaseHome }: { home?: string; databaseHome?: string } = {},
  ): Promise<Torment> {
    const home = given ?? (await mkdtemp(join(tmpdir(), 'sentimate-faults-')));
    const cluster = await Cluster.open(databaseHome);
    const { pool } = cluster.db;
    await insertCheckpoint(pool, {
      address: BASE,
      parent: null,
      kind: 'base',
      name: 'default',
      config: tinyConfig('convolutional', 280),
      card: {},
    });
    await insertDataset(pool, { address: DATASET, kind: 'dialogue', name: 'starter', profile: {} });
    const redis = backend === 'Redis' ? await RedisServer.open() : undefined;
    const fleet = await Fleet.open(cluster, redis, home);
    return new Torment(
      { cluster, redis, fleet },
      home,
      given === undefined,
      new ComputeProcess({ log: silent, entry: INSTANT_CHILD }),
    );
  }

  /** Plays one tournament under these faults and checks its record. Throws with what does not hold. */
  async run({ seed, backend, faults }: FaultSchedule): Promise<Outcome> {
    const began = performance.now();
    const injector = new Injector(this.site, faults);
    const name = `faults ${seed} on ${backend}`;
    try {
      const { id, games } = await this.#create(name, seed);
      injector.tournamentId = id;
      await this.#over(id, began);
      await injector.end();
      return {
        games,
        fired: injector.fired,
        ...(await this.#check(id, name, games)),
        seconds: (performance.now() - began) / 1000,
      };
    } catch (error) {
      await injector.end().catch(() => undefined);
      throw new Error(
        `${error instanceof Error ? error.message : String(error)}\nfired: ${JSON.stringify(injector.fired)}\n${this.site.fleet.lastWords()}`,
        { cause: error },
      );
    }
  }

  /**
   * Starts a tournament, cancels it while games are played, and checks what is left. Resolves with seconds from the
   * wish to the end.
   */
  async cancelMidway(seed: number): Promise<{ games: number; results: number; seconds: number }> {
    const { cluster, fleet } = this.site;
    const before = await this.results();
    const { id, games } = await this.#create(`cancelled ${seed}`, seed);
    await until(async () => (await this.results()) > before + 2, 'games are played', LIMIT);
    const asked = performance.now();
    const answer = await fetch(`${fleet.apiUrl}/tournaments/${id}/cancel`, { method: 'POST' });
    strictEqual(answer.status, 202, await answer.text());
    await until(
      async () => (await getTournament(cluster.db.pool, id))?.state === 'cancelled',
      'it is cancelled',
      LIMIT,
    );
    const seconds = (performance.now() - asked) / 1000;
    const results = await checkPartialRecord({ db: cluster.db, text: (path, accept) => this.#text(path, accept) }, id);
    return { games, results, seconds };
  }

  async close(): Promise<void> {
    await this.calm.stop();
    await this.site.fleet.close();
    await this.site.redis?.close();
    await this.site.cluster.close();
    if (this.ours) await rm(this.home, { recursive: true, force: true });
  }

  /** Results that workers sent again, and were told were known: since the start, by their logs. */
  repeated(): number {
    const lines = [...this.site.fleet.members.values()].flatMap(({ services }) =>
      services.flatMap((service) => service.lines),
    );
    const outcomes = lines.map(({ outcome }) => outcome as { repeated: number } | undefined);
    return outcomes.reduce((sum, outcome) => sum + (outcome?.repeated ?? 0), 0);
  }

  /** Codes of what fine-tunes last failed with. */
  async fineTuneErrors(): Promise<string[]> {
    const { rows } = await this.site.cluster.db.pool.query<{ code: string }>(
      `select error->>'code' as code from fine_tune where error is not null`,
    );
    return rows.map(({ code }) => code);
  }

  async results(): Promise<number> {
    const { rows } = await this.site.cluster.db.pool.query<{ count: number }>(
      'select count(*)::int as count from result',
    );
    return rows[0]!.count;
  }

  /** Writes to the database until it says that there is no room, or goes down for it. */
  async writeUntilRefused(): Promise<void> {
    const { pool } = this.site.cluster.db;
    const write = (): Promise<unknown> =>
      pool.query(
        `create table if not exists ballast (x text); insert into ballast select repeat(md5(n::text), 20) from generate_series(1, 5000) n`,
      );
    while (
      await write().then(
        () => true,
        () => false,
      )
    );
  }

  /** Starts PostgreSQL again if it went down. */
  async recoverDatabase(): Promise<void> {
    await this.site.cluster.recover();
    await this.site.cluster.db.pool.query('drop table if exists ballast');
  }

  /** Asks until it is answered, always with the same key: there must be one tournament in the end. */
  async #create(name: string, seed: number): Promise<{ id: TournamentId; games: number }> {
    const body = {
      name,
      arms: ['positive', 'negative'].map((tone) => ({ tone, dose: { examples: 32, steps: 4 } })),
      replicates: [2 * seed, 2 * seed + 1],
      schedule: { kind: 'round-robin' },
      pairs: 1,
      anchors: ['random', 'greedy'],
      maxPlies: 50,
      seed,
    };
    const headers = { 'content-type': 'application/json', 'idempotency-key': name };
    let last: unknown;
    for (const end = Date.now() + LIMIT; Date.now() < end; await sleep(200)) {
      try {
        const answer = await fetch(`${this.site.fleet.apiUrl}/tournaments`, {
          method: 'POST',
          body: JSON.stringify(body),
          headers,
          signal: AbortSignal.timeout(10_000),
        });
        if (answer.status === 202) return (await answer.json()) as { id: TournamentId; games: number };
        last = new Error(`${answer.status} ${await answer.text()}`);
        if (answer.status < 500) break;
      } catch (error) {
        last = error;
      }
    }
    throw last;
  }

  /** Until the tournament has ended; its standings are read meanwhile, as a dashboard does. */
  async #over(id: TournamentId, began: number): Promise<void> {
    for (;;) {
      await fetch(`${this.site.fleet.apiUrl}/tournaments/${id}/standings`, { signal: AbortSignal.timeout(2_000) })
        .then((answer) => answer.arrayBuffer())
        .catch(() => undefined);
      const row = await getTournament(this.site.cluster.db.pool, id).catch(() => null);
      if (row && row.state !== 'created' && row.state !== 'running') return strictEqual(row.state, 'finished');
      if (performance.now() - began > LIMIT)
        throw new Error(`not over after ${LIMIT / 1000} s: ${await this.#where(id)}`);
      await sleep(200);
    }
  }

  async #check(
    id: TournamentId,
    name: string,
    games: number,
  ): Promise<Pick<Outcome, 'replayed' | 'superseded' | 'lost' | 'workers'>> {
    const { cluster } = this.site;
    const reader: Reader = { db: cluster.db, text: (path, accept) => this.#text(path, accept) };
    const played = await checkRecord(reader, id, games);
    const calm = new Map(
      (await playUndisturbed(this.calm, cluster.db, id, this.home)).map((game) => [game.gameKey as string, game]),
    );
    for (const { gameKey, number, moves, result } of played) {
      strictEqual(moves, calm.get(gameKey)?.moves, `game ${number} has other moves than undisturbed`);
      strictEqual(result, calm.get(gameKey)?.result, `game ${number} ended otherwise`);
    }
    const { rows } = await cluster.db.pool.query<{
      same: number;
      replayed: number;
      superseded: number;
      workers: number;
      lost: Record<string, number>;
    }>(
      `select (select count(*)::int from tournament where name = $2) as same,
         (select sum(attempts - 1)::int from game where tournament_id = $1) as replayed,
         (select count(*)::int from superseded_result where tournament_id = $1) as superseded,
         (select count(distinct worker)::int from result where tournament_id = $1) as workers,
         (select coalesce(json_object_agg(cause, n), '{}') from (
            select cause, count(*) as n from lost_attempt where tournament_id = $1 group by cause) l) as lost`,
      [id, name],
    );
    const { same, ...counts } = rows[0]!;
    strictEqual(same, 1, 'a repeated request made another tournament');
    return counts;
  }

  /** Asks again while the API starts. */
  async #text(path: string, accept = 'application/json'): Promise<string> {
    for (let tries = 0; ; tries++) {
      try {
        const answer = await fetch(`${this.site.fleet.apiUrl}${path}`, {
          headers: { accept },
          signal: AbortSignal.timeout(10_000),
        });
        const text = await answer.text();
        if (answer.ok) return text;
        throw new Error(`${path}: ${answer.status} ${text}`);
      } catch (error) {
        if (tries === 50) throw error;
        await sleep(200);
      }
    }
  }

  async #where(id: TournamentId): Promise<string> {
    const { rows } = await this.site.cluster.db.pool.query(
      `select json_build_object('tournament', (select row_to_json(t) from (select state, version from tournament where id = $1) t),
         'games', (select json_object_agg(state, n) from (select state, count(*) as n from game where tournament_id = $1 group by state) g),
         'fineTunes', (select json_agg(json_build_array(f.state, f.attempts, f.lease_until, f.error)) from fine_tune f
            where f.id in (select fine_tune_id from contestant where tournament_id = $1)),
         'waits', (select json_agg(json_build_array(application_name, state, wait_event_type, left(query, 80)))
            from pg_stat_activity where datname = current_database() and state <> 'idle')) as facts`,
      [id],
    );
    return JSON.stringify((rows[0] as { facts: unknown }).facts);
  }
}
