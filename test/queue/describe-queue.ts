import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type FineTuneJob, jobIdOf, type MatchJob } from '../../src/queue/jobs.js';
import { openQueues, type Queues } from '../../src/queue/open-queues.js';
import { openWorker, type QueueWorker } from '../../src/queue/open-worker.js';
import type { FineTuneId, TournamentId } from '../../src/vocabulary/ids.js';
import { useDatabase } from '../database.js';
import { quiet } from '../database-sql.js';
import { FaultProxy } from '../e2e/faults/proxy.js';

export const fineTune = (attempt?: number): FineTuneJob => ({
  kind: 'fine-tune',
  id: uuidv7() as FineTuneId,
  ...(attempt === undefined ? {} : { attempt }),
});
export const match = (): MatchJob => ({ kind: 'match', tournamentId: uuidv7() as TournamentId });

async function until(condition: () => boolean | Promise<boolean>, limitMs = 20_000): Promise<void> {
  for (const deadline = Date.now() + limitMs; !(await condition()); await sleep(20))
    if (Date.now() > deadline) throw new Error('waited in vain');
}

/** What the queue must do on either backend. Gives the test file its database; `redisUrl` is asked when tests run. */
export function describeQueue(backend: 'PostgreSQL' | 'Redis', redisUrl: () => string | undefined): void {
  describe(`the queue on ${backend}`, () => {
    const at = useDatabase();
    const open: { close(): Promise<void> }[] = [];
    afterEach(async () => {
      await Promise.all(open.splice(0).map((one) => one.close()));
    });
    const connection = () => ({ databaseUrl: at.url, redisUrl: redisUrl() });
    const queues = (): Queues => {
      const opened = openQueues(connection(), quiet);
      open.push(opened);
      return opened;
    };
    const worker = (work: (job: MatchJob, signal: AbortSignal) => Promise<void>, settings = {}): QueueWorker => {
      const opened = openWorker({ queue: 'match', connection: connection(), log: quiet, work, ...settings });
      open.push(opened);
      return opened;
    };

    test('brings a job to a worker of its own queue', async () => {
      const [one, other] = [match(), fineTune(3)];
      const seen: unknown[] = [];
      const q = queues();
      worker((job) => Promise.resolve(void seen.push(job)));
      const fineTunes = openWorker({
        queue: 'fine-tune',
        connection: connection(),
        log: quiet,
        work: (job) => Promise.resolve(void seen.push(job)),
      });
      open.push(fineTunes);
      await q.enqueue(one);
      await q.enqueue(other);
      await until(() => seen.length === 2);
      expect(seen).toEqual(expect.arrayContaining([one, other]));
    });

    test('holds a hint once while it waits or is worked on, and takes it again afterwards', async () => {
      const q = queues();
      const job = match();
      for (let times = 0; times < 5; times++) await q.enqueue(job);
      expect((await q.counts()).match).toEqual({ waiting: 1, active: 0 });
      let runs = 0;
      let release = (): void => undefined;
      const gate = new Promise<void>((resolve) => (release = resolve));
      worker(async () => {
        runs++;
        await gate;
      });
      await until(() => runs === 1);
      await q.enqueue(job);
      expect((await q.counts()).match).toEqual({ waiting: 0, active: 1 });
      release();
      await until(async () => (await q.counts()).match.active === 0);
      await q.enqueue(job);
      await until(() => runs === 2);
    });

    test('a hint whose work throws is dropped and may come again', async () => {
      const q = queues();
      const job = match();
      let runs = 0;
      worker(() => (++runs === 1 ? Promise.reject(new Error('no luck')) : Promise.resolve()));
      await q.enqueue(job);
      await until(async () => runs === 1 && (await q.counts()).match.active === 0);
      await q.enqueue(job);
      await until(() => runs === 2);
    });

    test('whose first connection fails serves later ones', async () => {
      const { port } = new URL(connection().redisUrl ?? connection().databaseUrl);
      const proxy = await FaultProxy.open(() => Number(port));
      const through = (url: string): string => Object.assign(new URL(url), { port: String(proxy.port) }).href;
      const { databaseUrl, redisUrl } = connection();
      const cutOff = redisUrl
        ? { databaseUrl, redisUrl: through(redisUrl), timeoutMs: 1_000 }
        : { databaseUrl: through(databaseUrl), redisUrl, timeoutMs: 1_000 };
      const away = proxy.refuse(3_000);
      const seen: MatchJob[] = [];
      const log = { ...quiet, warn: vi.fn() };
      const q = openQueues(cutOff, quiet);
      const w = openWorker({
        queue: 'match',
        connection: cutOff,
        log,
        work: (job) => Promise.resolve(void seen.push(job)),
      });
      await expect(q.enqueue(match())).rejects.toThrow();
      await away;
      const job = match();
      await until(() =>
        q.enqueue(job).then(
          () => true,
          () => false,
        ),
      );
      await until(() => seen.some(({ tournamentId }) => tournamentId === job.tournamentId));
      log.warn.mockClear();
      await proxy.refuse(2_000); // this time while it waits for jobs
      const next = match();
      await until(() =>
        q.enqueue(next).then(
          () => true,
          () => false,
        ),
      );
      await until(() => seen.some(({ tournamentId }) => tournamentId === next.tournamentId));
      expect(log.warn.mock.calls.length, 'it does not ask in a circle').toBeLessThan(100);
      await Promise.all([q.close(), w.close()]);
      await proxy.close();
    });

    test('a job in progress outlives an outage; a worker that rests can be closed', async () => {
      const { port } = new URL(connection().redisUrl ?? connection().databaseUrl);
      const proxy = await FaultProxy.open(() => Number(port));
      const through = (url: string): string => Object.assign(new URL(url), { port: String(proxy.port) }).href;
      const { databaseUrl, redisUrl } = connection();
      const cutOff = redisUrl
        ? { databaseUrl, redisUrl: through(redisUrl), timeoutMs: 5_000 }
        : { databaseUrl: through(databaseUrl), redisUrl, timeoutMs: 5_000 };
      const log = { ...quiet, warn: vi.fn() };
      const [begun, ended]: MatchJob[][] = [[], []];
      let release = (): void => undefined;
      const gate = new Promise<void>((resolve) => (release = resolve));
      const work = async (job: MatchJob): Promise<void> => {
        begun!.push(job);
        await gate;
        ended!.push(job);
      };
      const q = queues();
      const w = openWorker({
        queue: 'match',
        connection: cutOff,
        log,
        work,
        lockDuration: 20_000,
        stalledInterval: 500,
      });
      const [first, second] = [match(), match()];
      await q.enqueue(first);
      await until(() => begun!.length === 1);
      await q.enqueue(second);
      await proxy.refuse(1_500);
      release();
      await until(async () => ended!.length === 2 && (await q.counts()).match.active === 0);
      expect(ended).toEqual([first, second]);

      const warned = log.warn.mock.calls.length;
      const away = proxy.refuse(3_000);
      await until(() => log.warn.mock.calls.length > warned);
      await w.close();
      expect(begun).toHaveLength(2);
      await away;
      await proxy.close();
    });

    test('a connection that swallows everything is given up, on both sides', async () => {
      const { port } = new URL(connection().redisUrl ?? connection().databaseUrl);
      const proxy = await FaultProxy.open(() => Number(port));
      const through = (url: string): string => Object.assign(new URL(url), { port: String(proxy.port) }).href;
      const { databaseUrl, redisUrl } = connection();
      const cutOff = redisUrl
        ? { databaseUrl, redisUrl: through(redisUrl), timeoutMs: 5_000 }
        : { databaseUrl: through(databaseUrl), redisUrl, timeoutMs: 5_000 };
      const seen: MatchJob[] = [];
      const q = openQueues(cutOff, quiet);
      // what a lost answer took from the queue comes back like the job of a dead worker
      const lock = { lockDuration: 2_000, stalledInterval: 500 };
      const w = openWorker({
        queue: 'match',
        connection: cutOff,
        log: quiet,
        work: (job) => Promise.resolve(void seen.push(job)),
        ...lock,
      });
      const [first, second] = [match(), match()];
      await until(() =>
        q.enqueue(first).then(
          () => true,
          () => false,
        ),
      );
      await until(() => seen.length === 1);
      for (const link of proxy.links) link.hole = true;
      await until(
        () =>
          q.enqueue(second).then(
            () => true,
            () => false,
          ),
        50_000,
      );
      await until(() => seen.some(({ tournamentId }) => tournamentId === second.tournamentId), 50_000);
      await Promise.all([q.close(), w.close()]);
      await proxy.close();
    }, 120_000);

    test('close waits for the job in progress', async () => {
      const q = queues();
      let state = 'none';
      const w = worker(async () => {
        state = 'begun';
        await sleep(300);
        state = 'done';
      });
      await q.enqueue(match());
      await until(() => state === 'begun');
      await w.close();
      expect(state).toBe('done');
      expect(w.isRunning()).toBe(false);
    });

    test('a job whose worker was killed goes to another; a hint with another attempt need not wait', async () => {
      const q = queues();
      const job = match();
      const child = fork(new URL('./stuck-worker.mjs', import.meta.url), [], {
        env: { ...process.env, STUCK: JSON.stringify(connection()) },
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      await q.enqueue(job);
      const [id] = await once(child, 'message');
      expect(id).toBe(jobIdOf(job));
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;

      const seen: MatchJob[] = [];
      worker((one) => Promise.resolve(void seen.push(one)), { lockDuration: 1000, stalledInterval: 500 });
      await q.enqueue(job); // still active: nothing happens
      await q.enqueue({ ...job, attempt: 1 });
      await until(() => seen.length === 2);
      expect(seen).toEqual([{ ...job, attempt: 1 }, job]);
    });
  });
}
