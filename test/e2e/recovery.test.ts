import { spawnSync } from 'node:child_process';
import { type FileHandle, mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../orchestration/mock.js';
import { hasRedis } from '../redis-server.js';
import type { Fault } from './faults/plan-faults.js';
import { Torment } from './faults/run-schedule.js';

/** Each of the ways to lose games that people have met, alone and by name; faults.test.ts mixes them. */
const LIMIT = 600_000;
let seed = 1_000_000;
let torment: Torment;
let disk: string | undefined;

const fault = (action: Fault['action'], when: Fault['when'], step: Fault['step'], nth = 1): Fault => ({
  action,
  when,
  step,
  nth,
});

/** A file system of a few megabytes; undefined, and said so, where this user may not mount one. */
async function smallDisk(megabytes: number): Promise<string | undefined> {
  const dir = await mkdtemp(join(tmpdir(), 'sentimate-disk-'));
  if (
    spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', dir], { stdio: 'ignore' })
      .status === 0
  )
    return dir;
  await rm(dir, { recursive: true });
  console.log('NOT TESTED: a full disk, since this user may not mount a small one');
  return undefined;
}

/** Takes all that is left on a disk, whoever else writes there; the function that it gives frees it again. */
async function fill(dir: string): Promise<() => Promise<void>> {
  const ballast = join(dir, 'ballast');
  const file = await open(ballast, 'w');
  try {
    for (const piece of [1 << 20, 1 << 12]) while (await wrote(file, piece));
  } finally {
    await file.close();
  }
  return () => rm(ballast, { force: true });
}

/** False when there was no room for all of it. */
async function wrote(file: FileHandle, bytes: number): Promise<boolean> {
  try {
    return (await file.write(Buffer.alloc(bytes))).bytesWritten === bytes;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
    throw error;
  }
}

async function releaseDisk(): Promise<void> {
  if (!disk) return;
  const dir = disk;
  disk = undefined;
  const { status, stderr } = spawnSync('umount', ['-l', dir], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${dir} is still mounted: ${stderr}`);
  await rm(dir, { recursive: true, force: true });
}

describe('on the PostgreSQL queue', () => {
  beforeAll(async () => void (torment = await Torment.open('PostgreSQL')), LIMIT);
  afterAll(() => torment.close(), LIMIT);
  const run = (...faults: Fault[]) => torment.run({ seed: seed++, backend: 'PostgreSQL', faults });

  it('PostgreSQL is restarted, and then killed, while results come in', { timeout: LIMIT }, async () => {
    const { fired } = await run(fault('restart-postgres', 'before', 10), fault('kill-postgres', 'before', 11, 3));
    expect(fired).toHaveLength(2);
  });

  it('a worker that stands still for longer than its leases comes back with results of games that others have played', {
    timeout: LIMIT,
  }, async () => {
    const { fired, lost } = await run(fault('pause', 'after', 8), fault('pause', 'after', 8, 3));
    expect(fired).toHaveLength(2);
    expect(lost['worker-lost']).toBeGreaterThan(0);
  });

  it('two workers are given the same job many times over', { timeout: LIMIT }, async () => {
    const { workers, lost } = await run(fault('flood-queue', 'after', 7));
    expect(workers).toBe(2);
    expect(lost).toEqual({});
  });

  it('the answer to a commit is lost: the batch is recorded, and counts once when it is sent again', {
    timeout: LIMIT,
  }, async () => {
    const before = torment.repeated();
    const { fired, lost } = await run(fault('reset', 'after', 11));
    expect(fired).toHaveLength(1);
    expect(lost).toEqual({});
    expect(torment.repeated()).toBeGreaterThan(before);
  });

  it('a cancellation ends it within seconds: what was played stays, and nobody plays on', {
    timeout: LIMIT,
  }, async () => {
    const { games, results, seconds } = await torment.cancelMidway(seed++);
    console.log(`cancelled after ${results} of ${games} games, ${seconds.toFixed(1)} s after the wish`);
    expect(results).toBeGreaterThan(0);
    expect(results).toBeLessThan(games);
  });

  it('a child is killed twice: its games go back with the cause, and are the same games again', {
    timeout: LIMIT,
  }, async () => {
    const { lost } = await run(fault('kill-child', 'after', 8), fault('kill-child', 'after', 10, 3));
    expect(lost['child-exited']).toBeGreaterThan(0);
  });
});

if (hasRedis()) {
  describe('on Redis', () => {
    beforeAll(async () => void (torment = await Torment.open('Redis')), LIMIT);
    afterAll(() => torment.close(), LIMIT);

    it('Redis is flushed while games are claimed, again while results come in, and killed at the end', {
      timeout: LIMIT,
    }, async () => {
      const faults = [
        fault('flush-redis', 'after', 8),
        fault('flush-redis', 'before', 10, 2),
        fault('kill-redis', 'after', 12),
      ];
      expect((await torment.run({ seed: seed++, backend: 'Redis', faults })).fired.length).toBeGreaterThan(1);
    });
  });
} else
  console.log(
    'redis-server is not on PATH: Redis flushed mid-run is left out (apt install redis-server, then run again)',
  );

describe('a full disk', () => {
  let onDisk: Torment | undefined;
  afterEach(async () => {
    const service = onDisk;
    onDisk = undefined;
    try {
      await service?.close();
    } finally {
      await releaseDisk();
    }
  }, LIMIT);

  it('under the checkpoints: fine-tunes wait and say why, and the tournament ends when there is room', {
    timeout: LIMIT,
  }, async (context) => {
    disk = await smallDisk(1);
    if (!disk) return context.skip('no small disk to mount');
    const service = (onDisk = await Torment.open('PostgreSQL', { home: disk }));
    const free = await fill(disk);
    const running = service.run({ seed: seed++, backend: 'PostgreSQL', faults: [] });
    await until(
      async () => (await service.fineTuneErrors()).includes('storage'),
      'a fine-tune says that there is no room',
      180_000,
    );
    await free();
    expect((await running).games).toBeGreaterThan(0);
  });

  it('under the database: results wait, and are recorded once when there is room', {
    timeout: LIMIT,
  }, async (context) => {
    disk = await smallDisk(220);
    if (!disk) return context.skip('no small disk to mount');
    await mkdir(join(disk, 'home'), { mode: 0o755 });
    const service = (onDisk = await Torment.open('PostgreSQL', { databaseHome: join(disk, 'home') }));
    const running = service.run({ seed: seed++, backend: 'PostgreSQL', faults: [] });
    await until(async () => (await service.results()) > 4, 'games are recorded', 180_000);
    const free = await fill(disk);
    await service.writeUntilRefused();
    await free();
    await service.recoverDatabase();
    expect((await running).games).toBeGreaterThan(0);
  });
});
