import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { profileDialogue } from '../dialogue/read/index.js';
import { checkpointDir, checkpointsDir, datasetDir, datasetsDir, readCheckpointText } from '../files/index.js';
import type { NetworkConfig } from '../spec/index.js';
import { type DatasetKind, isHash } from '../vocabulary/index.js';
import type { KnownDataset, KnownModel, Lookups } from './lookups.js';

/** Something found, and when its file came to this machine, ms. */
interface Dated<T> {
  readonly value: T;
  readonly at: number;
}

interface Card {
  readonly kind: string;
  readonly name: string;
}
interface Profile {
  readonly kind: DatasetKind;
  readonly name: string;
}

/**
 * Looks names up in the files that a service registers when it starts: checkpoints and datasets under `home`, and what
 * ships in `shipped` (`models/`, `data/starter/`). No file is written and no database is asked; tournaments are known to
 * the database only, so none is found here. Of several bases or datasets of one name the newest file counts, as in the
 * database the newest row. What cannot be read is passed over, as a service does.
 */
export function fileLookups(home: string, shipped: string): Lookups {
  const starter = once(() => starterIn(join(shipped, 'data', 'starter')));
  const models = new Map<string, Promise<KnownModel | null>>();
  return {
    model(source) {
      const found =
        models.get(source) ?? (isHash(source) ? modelAt : modelNamed)(home, join(shipped, 'models'), source);
      models.set(source, found);
      return found;
    },
    async dataset(source) {
      if (!isHash(source)) return datasetNamed(home, source, source === STARTER ? await starter() : null);
      const found = await datasetAt(home, source);
      if (found) return found.value;
      const ours = await starter();
      return ours?.value.address === source ? ours.value : null;
    },
    tournament: () => Promise.resolve(null),
  };
}

const STARTER = 'starter';

async function modelAt(home: string, shipped: string, address: string): Promise<KnownModel | null> {
  const config = await orNull(readJson<NetworkConfig>(join(checkpointDir(home, address), 'config.json')));
  if (config) return { address, config: config.value };
  for (const name of await foldersIn(shipped)) {
    const found = await shippedModel(shipped, name);
    if (found?.value.address === address) return found.value;
  }
  return null;
}

async function modelNamed(home: string, shipped: string, name: string): Promise<KnownModel | null> {
  const ships = await foldersIn(shipped);
  const found = ships.includes(name) ? [await shippedModel(shipped, name)] : [];
  for (const address of (await foldersIn(checkpointsDir(home))).filter(isHash)) {
    const folder = checkpointDir(home, address);
    const card = await orNull(readJson<Card>(join(folder, 'card.json')));
    if (card?.value.kind !== 'base' || card.value.name !== name) continue;
    if (found[0]?.value.address === address) continue; // the copy of the one that ships
    const config = await orNull(readJson<NetworkConfig>(join(folder, 'config.json')));
    if (config) found.push({ value: { address, config: config.value }, at: card.at });
  }
  return newest(found);
}

/** A model that ships goes by the name of its folder. */
async function shippedModel(shipped: string, name: string): Promise<Dated<KnownModel> | null> {
  const folder = join(shipped, name);
  return orNull(
    (async () => {
      const { address, config } = await readCheckpointText(folder);
      const { ctimeMs: at } = await stat(join(folder, 'card.json'));
      return { value: { address, config: config as NetworkConfig }, at };
    })(),
  );
}

async function datasetAt(
  home: string,
  address: string,
): Promise<(Dated<KnownDataset> & { readonly name: string }) | null> {
  const profile = await orNull(readJson<Profile>(join(datasetDir(home, address), 'dataset.json')));
  if (!profile) return null;
  const { kind, name } = profile.value;
  return { value: { address, kind, profile: profile.value }, at: profile.at, name };
}

async function datasetNamed(
  home: string,
  name: string,
  ours: Dated<KnownDataset> | null,
): Promise<KnownDataset | null> {
  const found: (Dated<KnownDataset> | null)[] = [ours];
  for (const address of (await foldersIn(datasetsDir(home))).filter(isHash)) {
    if (address === ours?.value.address) continue;
    const one = await datasetAt(home, address);
    if (one?.name === name) found.push(one);
  }
  return newest(found);
}

/** The starter dialogue as an import of it would be; null where it does not ship. */
async function starterIn(folder: string): Promise<Dated<KnownDataset> | null> {
  const names = (await orNull(readdir(folder)))?.filter((name) => name.endsWith('.jsonl')).sort() ?? [];
  if (names.length === 0) return null;
  const files = names.map((name) => join(folder, name));
  const profile = await profileDialogue({ files, name: STARTER });
  const times = await Promise.all(files.map(async (path) => (await stat(path)).ctimeMs));
  return { value: { address: profile.address, kind: profile.kind, profile }, at: Math.max(...times) };
}

function newest<T>(found: readonly (Dated<T> | null)[]): T | null {
  const dated = found.filter((one) => one !== null);
  return dated.sort((a, b) => b.at - a.at)[0]?.value ?? null;
}

async function readJson<T>(path: string): Promise<Dated<T>> {
  const [text, { ctimeMs: at }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
  return { value: JSON.parse(text) as T, at };
}

const foldersIn = async (path: string): Promise<string[]> =>
  ((await orNull(readdir(path, { withFileTypes: true }))) ?? [])
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

const orNull = <T>(reading: Promise<T>): Promise<T | null> => reading.catch(() => null);

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
