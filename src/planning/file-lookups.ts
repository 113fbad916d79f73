import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { profileDialogue } from '../dialogue/read/index.js';
import { checkpointDir, checkpointsDir, datasetDir, datasetsDir, readCheckpointText } from '../files/index.js';
import type { NetworkConfig } from '../spec/index.js';
import { type DatasetKind, isHash } from '../vocabulary/index.js';
import type { KnownDataset, KnownModel, Lookups } from './lookups.js';

/** A value with the change time of its file, ms since the epoch. */
interface Dated<T> {
  readonly value: T;
  readonly timeMs: number;
}

/** The fields of `card.json` that are read here. */
interface Card {
  readonly kind: string;
  readonly name: string;
}

/** The fields of `dataset.json` that are read here. */
interface Profile {
  readonly kind: DatasetKind;
  readonly name: string;
}

/**
 * Looks up names in the files that a service registers when it starts: checkpoints and datasets under `home`, and the
 * shipped ones under `shipped` (`models/`, `data/starter/`). Writes no file and opens no database; tournaments exist in
 * the database only, so `tournament` always resolves to null. Of several bases or datasets with one name, the one with
 * the newest file is returned, as the database returns the newest row. Unreadable files are skipped, as in a service.
 */
export function fileLookups(home: string, shipped: string): Lookups {
  const starter = memoize(() => profileStarter(join(shipped, 'data', 'starter')));
  const models = new Map<string, Promise<KnownModel | null>>();
  return {
    model(source) {
      const found =
        models.get(source) ??
        (isHash(source) ? findModelByAddress : findModelByName)(home, join(shipped, 'models'), source);
      models.set(source, found);
      return found;
    },
    async dataset(source) {
      if (!isHash(source)) return findDatasetByName(home, source, source === STARTER ? await starter() : null);
      const found = await findDatasetByAddress(home, source);
      if (found) return found.value;
      const shippedStarter = await starter();
      return shippedStarter?.value.address === source ? shippedStarter.value : null;
    },
    tournament: () => Promise.resolve(null),
  };
}

const STARTER = 'starter';

async function findModelByAddress(home: string, shipped: string, address: string): Promise<KnownModel | null> {
  const config = await orNull(readJson<NetworkConfig>(join(checkpointDir(home, address), 'config.json')));
  if (config) return { address, config: config.value };
  for (const name of await listFolders(shipped)) {
    const found = await readShippedModel(shipped, name);
    if (found?.value.address === address) return found.value;
  }
  return null;
}

async function findModelByName(home: string, shipped: string, name: string): Promise<KnownModel | null> {
  const shippedNames = await listFolders(shipped);
  const found = shippedNames.includes(name) ? [await readShippedModel(shipped, name)] : [];
  for (const address of (await listFolders(checkpointsDir(home))).filter(isHash)) {
    const folder = checkpointDir(home, address);
    const card = await orNull(readJson<Card>(join(folder, 'card.json')));
    if (card?.value.kind !== 'base' || card.value.name !== name) continue;
    if (found[0]?.value.address === address) continue; // the stored copy of the shipped model
    const config = await orNull(readJson<NetworkConfig>(join(folder, 'config.json')));
    if (config) found.push({ value: { address, config: config.value }, timeMs: card.timeMs });
  }
  return newest(found);
}

/** The name of a shipped model is the name of its folder. */
async function readShippedModel(shipped: string, name: string): Promise<Dated<KnownModel> | null> {
  const folder = join(shipped, name);
  return orNull(
    (async () => {
      const { address, config } = await readCheckpointText(folder);
      const { ctimeMs: timeMs } = await stat(join(folder, 'card.json'));
      return { value: { address, config: config as NetworkConfig }, timeMs };
    })(),
  );
}

async function findDatasetByAddress(
  home: string,
  address: string,
): Promise<(Dated<KnownDataset> & { readonly name: string }) | null> {
  const profile = await orNull(readJson<Profile>(join(datasetDir(home, address), 'dataset.json')));
  if (!profile) return null;
  const { kind, name } = profile.value;
  return { value: { address, kind, profile: profile.value }, timeMs: profile.timeMs, name };
}

async function findDatasetByName(
  home: string,
  name: string,
  starter: Dated<KnownDataset> | null,
): Promise<KnownDataset | null> {
  const found: (Dated<KnownDataset> | null)[] = [starter];
  for (const address of (await listFolders(datasetsDir(home))).filter(isHash)) {
    if (address === starter?.value.address) continue;
    const dataset = await findDatasetByAddress(home, address);
    if (dataset?.name === name) found.push(dataset);
  }
  return newest(found);
}

/** Profile of the starter dialogue, equal to that of an import; null if `folder` has no dialogue files. */
async function profileStarter(folder: string): Promise<Dated<KnownDataset> | null> {
  const names = (await orNull(readdir(folder)))?.filter((name) => name.endsWith('.jsonl')).sort() ?? [];
  if (names.length === 0) return null;
  const files = names.map((name) => join(folder, name));
  const profile = await profileDialogue({ files, name: STARTER });
  const times = await Promise.all(files.map(async (path) => (await stat(path)).ctimeMs));
  return { value: { address: profile.address, kind: profile.kind, profile }, timeMs: Math.max(...times) };
}

function newest<T>(found: readonly (Dated<T> | null)[]): T | null {
  const dated = found.filter((one) => one !== null);
  return dated.sort((a, b) => b.timeMs - a.timeMs)[0]?.value ?? null;
}

async function readJson<T>(path: string): Promise<Dated<T>> {
  const [text, { ctimeMs: timeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
  return { value: JSON.parse(text) as T, timeMs };
}

const listFolders = async (path: string): Promise<string[]> =>
  ((await orNull(readdir(path, { withFileTypes: true }))) ?? [])
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

const orNull = <T>(promise: Promise<T>): Promise<T | null> => promise.catch(() => null);

function memoize<T>(compute: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= compute());
}
