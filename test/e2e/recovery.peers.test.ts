import { spawnSync } from 'node:child_process';
import { type FileHandle, mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../orchestration/mock.js';
import { fault } from './faults/plan-faults.js';
import { Torment } from './faults/run-schedule.js';

/** Of the ways to lose games, those that need a Redis, or a root who mounts a small disk. */
const LIMIT = 600_000;
let seed = 1_000_100;
let disk: string | undefined;

/** A file system of a few megabytes. Throws where this user may not mount one. */
async function smallDisk(megabytes: number): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'sentimate-disk-'));
  const options = ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', dir];
  const { status, stderr } = spawnSync('mount', options, { encoding: 'utf8' });
  if (status === 0) return dir;
  await rm(dir, { recursive: true });
  throw new Error(`a full disk cannot be made here: ${stderr?.trim() || 'mount does not start'}`);
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

describe('on Redis', () => {
  let torment: Torment;
  beforeAll(async () => void (torment = await Torment.open('Redis')), LIMIT);
  afterAll(() => torment?.close(), LIMIT);

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
  }, async () => {
    disk = await smallDisk(1);
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
  }, async () => {
    disk = await smallDisk(220);
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
