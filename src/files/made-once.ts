/**
 * Files of a home that one process makes and all others read. Nothing in them is a record: a file that is missing,
 * damaged or of another kind is made again.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** How the content of a file is made and read. */
interface Making<T> {
  /** Makes the content; called where no usable file is there. */
  readonly make: () => Promise<Uint8Array>;
  /** Reads the content as data; undefined where it is not what the caller needs. */
  readonly parse: (content: Buffer) => T | undefined;
}

/** A process that makes a file says so this often, ms. */
const BEAT_MS = 2_000;
/** A maker that was not heard of for this long has ended, ms: another takes over. */
const LOST_MS = 30_000;
/** Time between two looks at a file that another process makes, ms. */
const POLL_MS = 100;
/** Length of the hash in front of the content: 64 digits and a line end. */
const HEAD = 65;

/**
 * Returns the content of a file, which is made at the first call. Of several processes one makes it and the others
 * wait. What is made is read back by `parse`, so that a fresh value equals a stored one. Rejects as `make` does, with
 * TypeError where `parse` refuses what was made, and with the error of the file system where the folder of the file
 * cannot be written.
 */
export async function madeOnce<T>(path: string, { make, parse }: Making<T>): Promise<T> {
  for (;;) {
    const stored = await readStored(path, parse);
    if (stored !== undefined) return stored;
    const release = await takeLock(`${path}.lock`);
    if (release === null) {
      await sleep(POLL_MS);
      continue;
    }
    try {
      // another process may have ended between the look at the file and the lock
      return (await readStored(path, parse)) ?? (await makeAndStore(path, { make, parse }));
    } finally {
      await release();
    }
  }
}

async function readStored<T>(path: string, parse: Making<T>['parse']): Promise<T | undefined> {
  const bytes = await readFile(path).catch(() => null);
  if (bytes === null || bytes.length < HEAD) return undefined;
  const content = bytes.subarray(HEAD);
  return bytes.toString('latin1', 0, HEAD) === headOf(content) ? parse(content) : undefined;
}

async function makeAndStore<T>(path: string, { make, parse }: Making<T>): Promise<T> {
  const content = Buffer.from(await make());
  const value = parse(content);
  if (value === undefined) throw new TypeError('what was made cannot be read back');
  const draft = `${path}.${randomUUID()}.draft`;
  try {
    const file = await open(draft, 'wx');
    try {
      await file.writeFile(headOf(content));
      await file.writeFile(content);
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  return value;
}

const headOf = (content: Uint8Array): string => `${createHash('sha256').update(content).digest('hex')}\n`;

/**
 * Takes a lock and returns the function that gives it back; null while another process holds it. The lock only saves
 * work: two holders at a time would make the same file twice.
 */
async function takeLock(path: string): Promise<(() => Promise<void>) | null> {
  await mkdir(dirname(path), { recursive: true });
  const name = randomUUID();
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(name);
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const beat = await stat(path).catch(() => null);
    if (beat !== null && Date.now() - beat.mtimeMs > LOST_MS) await rm(path, { force: true });
    return null;
  }
  const timer = setInterval(() => void touch(path), BEAT_MS);
  return async () => {
    clearInterval(timer);
    // not the lock of a process that has taken over
    if ((await readFile(path, 'utf8').catch(() => null)) === name) await rm(path, { force: true });
  };
}

const touch = (path: string): Promise<void> => utimes(path, new Date(), new Date()).catch(() => undefined);
