/**
 * Atomic creation of datasets: the files are written to a temporary folder, which is renamed to the dataset's address
 * when everything is on disk. A failure leaves no dataset behind.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Address } from '../vocabulary/index.js';
import { datasetDir, datasetsDir } from './home.js';

/** A dataset that is being written. */
interface StagedDataset {
  /** The path to write the file of this name to. */
  path(name: string): string;
  /**
   * Hashes the data files in the given order to the address, writes `describe(address)` to `dataset.json`, renames the
   * folder to the address and returns the description.
   */
  commit<Profile>(dataFiles: readonly string[], describe: (address: Address) => Profile): Promise<Profile>;
  /** Removes the temporary folder; has no effect after a commit. */
  discard(): Promise<void>;
}

/** Creates a temporary folder for a new dataset of this home. */
export async function stageDataset(home: string): Promise<StagedDataset> {
  await mkdir(datasetsDir(home), { recursive: true });
  const folder = await mkdtemp(join(datasetsDir(home), '.staged-'));
  return {
    path: (name) => join(folder, name),
    async commit(dataFiles, describe) {
      const hash = createHash('sha256');
      for (const name of dataFiles) {
        for await (const chunk of createReadStream(join(folder, name))) hash.update(chunk as Buffer);
        await syncToDisk(join(folder, name));
      }
      const address = hash.digest('hex') as Address;
      const profile = describe(address);
      await writeFile(join(folder, 'dataset.json'), `${JSON.stringify(profile, null, 2)}\n`, { flush: true });
      await moveIntoPlace(folder, datasetDir(home, address));
      return profile;
    },
    discard: () => rm(folder, { recursive: true, force: true }),
  };
}

async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  await handle.sync();
  await handle.close();
}

/** Renames the folder. A dataset of the same address has the same data: then it is kept and the new folder removed. */
async function moveIntoPlace(folder: string, target: string): Promise<void> {
  try {
    await rename(folder, target);
  } catch (error) {
    const exists = await stat(join(target, 'dataset.json')).then(
      () => true,
      () => false,
    );
    if (!exists) throw error;
    await rm(folder, { recursive: true, force: true });
  }
}
