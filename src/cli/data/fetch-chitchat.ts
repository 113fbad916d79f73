/**
 * Real dialogue for the demo: the PyPI package chitchat-dataset 0.9.0 (MIT; 7,168 conversations between people). Only
 * its data file is extracted.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex } from '../../spec/keys/index.js';
import { fetchWheel, type PinnedWheel } from './fetch-wheel.js';

const WHEEL: PinnedWheel = {
  requirement: 'chitchat-dataset==0.9.0',
  sha256: '7bf89f36645e2d5ec87d53370c8e851b5a688479c7beb7079cb4c87fc5acea3e',
  megabytes: 8,
  timeoutMs: 90_000,
  entries: [{ name: 'chitchat_dataset/dataset.json', maxBytes: 64 * 2 ** 20 }], // it has 40.3 MB
};
const DATA_SHA256 = 'd2a5d0bf6acf354fef51f3af39cbece2220d3b8f6086b658c3d335105798312a';

/**
 * Downloads the dialogue unless it is cached, and returns its path in `cacheDir`. Returns undefined if that is not
 * possible, after logging the reason in one line.
 */
export async function fetchChitchat(cacheDir: string, log: (line: string) => void): Promise<string | undefined> {
  const path = join(cacheDir, 'chitchat-0.9.0.json');
  const cached = await readFile(path).catch(() => undefined);
  if (cached !== undefined && sha256Hex(cached) === DATA_SHA256) return path;
  const [data] = (await fetchWheel(WHEEL, cacheDir, log)) ?? [];
  if (data === undefined) return undefined;
  const draft = `${path}.${process.pid}.draft`;
  await writeFile(draft, data);
  await rename(draft, path);
  return path;
}
