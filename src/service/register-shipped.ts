/**
 * Registers in the database, before the first request: the shipped bases, the starter dialogue, and checkpoints and
 * datasets that commands have written under the home.
 */

import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { importDialogue } from '../dialogue/read/index.js';
import { checkpointDir, checkpointsDir, datasetsDir, readCheckpointText } from '../files/index.js';
import type { Log } from '../orchestration/index.js';
import type { Queryable } from '../store/base/index.js';
import { getCheckpoint, getDataset, insertCheckpoint, insertDataset } from '../store/library/index.js';
import { type DatasetKind, isHash } from '../vocabulary/index.js';

const listFolders = async (path: string): Promise<string[]> =>
  (await readdir(path, { withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

/** Copies a checkpoint into the artifact store atomically: the folder appears complete or not at all. */
async function copyToStore(home: string, address: string, folder: string): Promise<void> {
  const target = checkpointDir(home, address);
  if (existsSync(target)) return;
  await mkdir(checkpointsDir(home), { recursive: true });
  const temporary = await mkdtemp(join(checkpointsDir(home), '.draft-'));
  try {
    await cp(folder, temporary, { recursive: true });
    await rename(temporary, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // another process has copied it first
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function registerModels(q: Queryable, home: string, models: string, log: Log): Promise<void> {
  for (const name of await listFolders(models)) {
    const folder = join(models, name);
    if (!existsSync(join(folder, 'model.safetensors'))) {
      log.warn({ folder }, 'no readable model.safetensors in a folder of models; it is left out');
      continue;
    }
    const { address, config, card } = await readCheckpointText(folder);
    await copyToStore(home, address, folder);
    await insertCheckpoint(q, { address, parent: card.parent, kind: card.kind, name, config, card });
  }
  // Written by commands: bases by `sentimate train`, steered children by `sentimate mechanism`. Fine-tuned children are
  // recorded by the worker that trained them.
  for (const address of (await listFolders(checkpointsDir(home))).filter(isHash)) {
    if (await getCheckpoint(q, address)) continue;
    try {
      const found = await readCheckpointText(checkpointDir(home, address));
      if (found.address !== address)
        log.warn(
          { checkpoint: address },
          'a checkpoint does not have the content that its address names; it is left out',
        );
      else if (found.card.kind === 'base' || found.card.metrics?.steer) {
        const { kind, name, parent } = found.card;
        await insertCheckpoint(q, { ...found, kind, name, parent });
      }
    } catch (error) {
      log.warn({ checkpoint: address, cause: String(error) }, 'a checkpoint cannot be read; it is left out');
    }
  }
}

/** The fields of `dataset.json` that are read here. */
interface StoredProfile {
  readonly kind: DatasetKind;
  readonly name: string;
}

async function registerDatasets(q: Queryable, home: string, starter: string, log: Log): Promise<void> {
  const files = (await readdir(starter).catch(() => [])).filter((name) => name.endsWith('.jsonl')).sort();
  if (files.length > 0)
    await importDialogue({ files: files.map((name) => join(starter, name)), home, name: 'starter' });
  for (const address of (await listFolders(datasetsDir(home))).filter(isHash)) {
    if (await getDataset(q, address)) continue;
    try {
      const profile = JSON.parse(
        await readFile(join(datasetsDir(home), address, 'dataset.json'), 'utf8'),
      ) as StoredProfile;
      await insertDataset(q, { address, kind: profile.kind, name: profile.name, profile });
    } catch (error) {
      log.warn({ dataset: address, cause: String(error) }, 'a dataset cannot be read; it is left out');
    }
  }
}

/**
 * Registers the models in `shipped/models/`, the dialogue in `shipped/data/starter/` and the artifacts under `home`.
 * Missing folders are skipped; unreadable artifacts are logged and skipped. Idempotent. Files are written before rows,
 * so every row has its files.
 */
export async function registerShipped(q: Queryable, home: string, shipped: string, log: Log): Promise<void> {
  await registerModels(q, home, join(shipped, 'models'), log);
  await registerDatasets(q, home, join(shipped, 'data', 'starter'), log);
}
