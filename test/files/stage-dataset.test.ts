import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkpointDir, datasetDir, datasetsDir, homeFrom, projectRoot } from '../../src/files/home.js';
import { stageDataset } from '../../src/files/stage-dataset.js';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'sentimate-home-'));
});
afterAll(() => rm(home, { recursive: true }));

describe('a staged dataset', () => {
  it('appears under the hash of its data files, and is the same when made again', async () => {
    const address = createHash('sha256').update('onetwo').digest('hex');
    for (const name of ['first', 'second']) {
      const staged = await stageDataset(home);
      await writeFile(staged.path('a'), 'one');
      await writeFile(staged.path('b'), 'two');
      expect(await readdir(datasetsDir(home))).not.toContain('a');
      const profile = await staged.commit(['a', 'b'], (given) => ({ address: given, name }));
      expect(profile.address).toBe(address);
      await staged.discard();
      expect(await readdir(datasetsDir(home))).toEqual([address]);
    }
    expect(JSON.parse(await readFile(join(datasetDir(home, address), 'dataset.json'), 'utf8'))).toEqual({
      address,
      name: 'first',
    });
  });

  it('leaves nothing when it is given up or its description fails', async () => {
    const before = await readdir(datasetsDir(home));
    const staged = await stageDataset(home);
    await writeFile(staged.path('a'), 'x');
    await staged.discard();
    const failing = await stageDataset(home);
    await writeFile(failing.path('a'), 'y');
    await expect(
      failing.commit(['a'], () => {
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await failing.discard();
    expect(await readdir(datasetsDir(home))).toEqual(before);
  });
});

describe('places', () => {
  it('are under SENTIMATE_HOME, and named by hashes only', () => {
    expect(homeFrom({ SENTIMATE_HOME: home })).toBe(home);
    expect(homeFrom({})).toBe(join(process.cwd(), '.sentimate'));
    expect(checkpointDir(home, 'a'.repeat(64))).toBe(join(home, 'checkpoints', 'a'.repeat(64)));
    for (const name of ['..', 'A'.repeat(64), `../${'a'.repeat(61)}`, ''])
      expect(() => datasetDir(home, name)).toThrow(TypeError);
    expect(projectRoot()).toBe(join(import.meta.dirname, '..', '..'));
  });
});
