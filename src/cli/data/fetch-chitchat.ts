/**
 * Real dialogue for the demo: the PyPI package chitchat-dataset 0.9.0 (MIT; 7,168 conversations between people),
 * downloaded with the pip of the machine. Only its data file is extracted; nothing is installed or run.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex } from '../../spec/keys/index.js';

const PACKAGE = 'chitchat-dataset==0.9.0';
const WHEEL_SHA256 = '7bf89f36645e2d5ec87d53370c8e851b5a688479c7beb7079cb4c87fc5acea3e';
const DATA_FILE = 'chitchat_dataset/dataset.json';
const DATA_SHA256 = 'd2a5d0bf6acf354fef51f3af39cbece2220d3b8f6086b658c3d335105798312a';
/** Limit on the size of the extracted data file, which has 40.3 MB. */
const MAX_BYTES = 64 * 2 ** 20;
const TIMEOUT_MS = 90_000;
const TIMEOUT_MESSAGE = 'pip took longer than';

const PIPS: readonly (readonly [string, ...string[]])[] = [
  ['python3', '-m', 'pip'],
  ['pip3'],
  ['pip'],
  ['python', '-m', 'pip'],
];

/**
 * Downloads the dialogue unless it is cached, and returns its path in `cacheDir`. Returns undefined if that is not
 * possible, after logging the reason in one line.
 */
export async function fetchChitchat(cacheDir: string, log: (line: string) => void): Promise<string | undefined> {
  const path = join(cacheDir, 'chitchat-0.9.0.json');
  const cached = await readFile(path).catch(() => undefined);
  if (cached !== undefined && sha256Hex(cached) === DATA_SHA256) return path;
  let folder: string;
  try {
    await mkdir(cacheDir, { recursive: true });
    folder = await mkdtemp(join(cacheDir, '.chitchat-'));
  } catch (error) {
    log(
      `${PACKAGE} is not available: the cache folder cannot be written ` +
        `(${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
    );
    return undefined;
  }
  try {
    const data = await download(folder, log);
    if (data === undefined) return undefined;
    await writeFile(join(folder, 'dataset.json'), data);
    await rename(join(folder, 'dataset.json'), path);
    return path;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function download(folder: string, log: (line: string) => void): Promise<Buffer | undefined> {
  const unavailable = (reason: string): undefined => {
    log(`${PACKAGE} is not available: ${reason}`);
  };
  log(`fetching ${PACKAGE} with pip (8 MB)`);
  let reason = 'no pip was found';
  for (const [command, ...args] of PIPS) {
    const outcome = await runPip(command, [
      ...args,
      'download',
      '--no-deps',
      '--only-binary=:all:',
      '--quiet',
      '--disable-pip-version-check',
      '--dest',
      folder,
      PACKAGE,
    ]);
    if (outcome === 'missing') continue;
    if (outcome !== 'done') {
      reason = outcome;
      if (outcome.startsWith(TIMEOUT_MESSAGE)) break; // another pip would wait for the same network
      continue;
    }
    const wheel = (await readdir(folder)).find((file) => file.endsWith('.whl'));
    if (wheel === undefined) return unavailable('pip downloaded no wheel');
    const bytes = await readFile(join(folder, wheel));
    if (sha256Hex(bytes) !== WHEEL_SHA256)
      return unavailable('the downloaded file is not the expected one (its SHA-256 differs)');
    const { zipEntry } = await import('./zip-entry.js');
    const data = await zipEntry(bytes, DATA_FILE, MAX_BYTES);
    return data !== undefined && sha256Hex(data) === DATA_SHA256
      ? data
      : unavailable('its data file could not be read');
  }
  return unavailable(reason);
}

/** Runs pip. Resolves to `done`, `missing` (no such command, or no pip in that Python), or its last line on stderr. */
function runPip(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: TIMEOUT_MS, maxBuffer: 2 ** 20 }, (error, _, stderr) => {
      if (error === null) resolve('done');
      else if (error.code === 'ENOENT' || /No module named pip/.test(stderr)) resolve('missing');
      else if (error.killed === true) resolve(`${TIMEOUT_MESSAGE} ${TIMEOUT_MS / 1000} s`);
      else resolve(stderr.trim().split('\n').at(-1)?.slice(0, 200) || `pip ended with ${String(error.code)}`);
    });
  });
}
