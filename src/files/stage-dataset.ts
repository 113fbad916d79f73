/**
 * A dataset comes to be all at once: its files are written to a folder beside the datasets, which gets its address as
 * its name only when everything is on disk. What fails leaves nothing behind.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Address } from '../vocabulary/index.js';
import { datasetDir, datasetsDir } from './home.js';

export interface StagedDataset {
  /** Where to write the file of this name. */
  path(name: string): string;
  /**
   * Hashes the data files in the given order, writes `dataset.json` from `describe`, and puts the folder in its place.
   */
  commit<Profile>(dataFiles: readonly string[], describe: (address: Address) => Profile): Promise<Profile>;
  /** Removes everything; does nothing after a commit. */
  discard(): Promise<void>;
}

export async function stageDataset(home: string): Promise<StagedDataset> {
  await mkdir(datasetsDir(home), { recursive: true });
  const folder = await mkdtemp(join(datasetsDir(home), '.staged-'));
  return {
    path: (name) => join(folder, name),
    async commit(dataFiles, describe) {
      const hash = createHash('sha256');
      for (const name of dataFiles) {
        for await (const chunk of createReadStream(join(folder, name))) hash.update(chunk as Buffer);
        await flush(join(folder, name));
      }
      const address = hash.digest('hex') as Address;
      const profile = describe(address);
      await writeFile(join(folder, 'dataset.json'), `${JSON.stringify(profile, null, 2)}\n`, { flush: true });
      await moveInto(folder, datasetDir(home, address));
      return profile;
    },
    discard: () => rm(folder, { recursive: true, force: true }),
  };
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  await handle.sync();
  await handle.close();
}

/** A dataset of the same address has the same data: it stays, and the new folder goes. */
async function moveInto(folder: string, place: string): Promise<void> {
  try {
    await rename(folder, place);
  } catch (error) {
    const exists = await stat(join(place, 'dataset.json')).then(
      () => true,
      () => false,
    );
    if (!exists) throw error;
    await rm(folder, { recursive: true, force: true });
  }
}
