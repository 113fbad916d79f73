import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importDialogue } from '../../src/dialogue/read/import-dialogue.js';
import { readCheckpointText } from '../../src/files/checkpoint-text.js';
import { checkpointDir, datasetDir, projectRoot } from '../../src/files/home.js';
import { fileLookups } from '../../src/planning/file-lookups.js';

const root = projectRoot();
const [A, B, C] = ['a', 'b', 'c'].map((digit) => digit.repeat(64)) as [string, string, string];
let home: string;
let starter: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'sentimate-lookups-'));
  const folder = join(root, 'data', 'starter');
  const files = (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).sort();
  const imported = await mkdtemp(join(tmpdir(), 'sentimate-lookups-'));
  starter = (await importDialogue({ files: files.map((name) => join(folder, name)), home: imported, name: 'starter' }))
    .address;
  await rm(imported, { recursive: true });
});
afterAll(() => rm(home, { recursive: true }));

async function putCheckpoint(address: string, card: object, config: object = { made: address[0] }): Promise<void> {
  await mkdir(checkpointDir(home, address), { recursive: true });
  await writeFile(join(checkpointDir(home, address), 'config.json'), JSON.stringify(config));
  await writeFile(join(checkpointDir(home, address), 'card.json'), JSON.stringify(card));
  await sleep(20); // the next one is newer
}
async function putDataset(address: string, profile: object | string): Promise<void> {
  await mkdir(datasetDir(home, address), { recursive: true });
  const text = typeof profile === 'string' ? profile : JSON.stringify(profile);
  await writeFile(join(datasetDir(home, address), 'dataset.json'), text);
  await sleep(20);
}

describe('names looked up in files', () => {
  it('knows what ships in a home that is not there, and makes nothing', async () => {
    const nowhere = join(home, 'not-made');
    const lookups = fileLookups(nowhere, root);
    for (const name of ['default', 'fully-connected']) {
      const { address, config } = await readCheckpointText(join(root, 'models', name));
      expect(await lookups.model(name)).toEqual({ address, config });
      expect(await lookups.model(address)).toEqual({ address, config });
    }
    expect(await lookups.dataset('starter')).toMatchObject({ address: starter, kind: 'dialogue' });
    expect(await lookups.dataset(starter)).toMatchObject({ address: starter, profile: { name: 'starter' } });
    for (const source of ['nothing', A, '..', 'constructor']) {
      expect(await lookups.model(source)).toBeNull();
      expect(await lookups.dataset(source)).toBeNull();
    }
    expect(await readdir(home)).toEqual([]);
  });

  it('finds checkpoints by address and the newest base of a name; children have no name', async () => {
    await putCheckpoint(A, { kind: 'base', name: 'ours' });
    await putCheckpoint(B, { kind: 'base', name: 'ours' });
    await putCheckpoint(C, { kind: 'child', name: 'ours' });
    const lookups = fileLookups(home, root);
    expect(await lookups.model('ours')).toEqual({ address: B, config: { made: 'b' } });
    expect(await lookups.model(C)).toEqual({ address: C, config: { made: 'c' } });
    await putCheckpoint(A, { kind: 'base', name: 'default' });
    expect(await fileLookups(home, root).model('default')).toMatchObject({ address: A });
  });

  it('takes the copy in the home of a base that ships for that base', async () => {
    const shipped = await mkdtemp(join(tmpdir(), 'sentimate-shipped-'));
    await mkdir(join(shipped, 'models'));
    await cp(join(root, 'models', 'default'), join(shipped, 'models', 'another-name'), { recursive: true });
    const { address } = await readCheckpointText(join(root, 'models', 'default'));
    await cp(join(root, 'models', 'default'), checkpointDir(home, address), { recursive: true });
    expect(await fileLookups(home, shipped).model('another-name')).toMatchObject({ address });
    await rm(checkpointDir(home, address), { recursive: true });
    await rm(shipped, { recursive: true });
  });

  it('finds datasets of every kind by address and the newest by name, and passes over what cannot be read', async () => {
    await putDataset(A, { kind: 'games', name: 'mine' });
    await putDataset(B, { kind: 'dialogue', name: 'mine', examples: { train: 9 } });
    await putDataset(C, '{');
    const lookups = fileLookups(home, root);
    expect(await lookups.dataset('mine')).toEqual({
      address: B,
      kind: 'dialogue',
      profile: { kind: 'dialogue', name: 'mine', examples: { train: 9 } },
    });
    expect(await lookups.dataset(A)).toMatchObject({ kind: 'games' });
    expect(await lookups.dataset(C)).toBeNull();
    expect(await lookups.tournament(A)).toBeNull();
  });
});
