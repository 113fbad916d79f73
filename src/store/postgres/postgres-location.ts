import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { StoreError } from '../base/index.js';

/** The system user that runs the server. PostgreSQL refuses to run as root, so root starts it as another user. */
interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** Where the server of a home keeps its files. */
export interface PostgresLocation {
  /** Holds `data/`, `password` and `server.log`. */
  readonly folder: string;
  /** The folder of the installed PostgreSQL, with `bin`, `lib` and `share`. */
  readonly native: string;
  /** Undefined when the server runs as the user of this process. */
  readonly user: ServerUser | undefined;
}

/** Names a server folder outside of the home. Written only when the server's user cannot enter the home. */
const POINTER_FILE = 'postgres.json';

/**
 * Finds or creates the server's folder: `<home>/postgres`, or, when this process runs as root and the server's user
 * cannot enter the home (/root is closed to others), a folder under /var that the pointer file names. Its name contains
 * a hash of home and user. `native` is copied where the server's user cannot read it. Throws StoreError
 * `postgres-start` for a folder of another user.
 */
export function postgresLocation(home: string, native: string): PostgresLocation {
  mkdirSync(home, { recursive: true });
  const self = process.getuid?.();
  if (self !== 0)
    return { folder: ownFolder(storedFolder(home) ?? join(home, 'postgres'), self), native, user: undefined };

  const stored = storedFolder(home);
  const user = stored && existsSync(stored) ? ownerOf(stored) : serverUser();
  const folder = stored ?? (canEnter(home, user) ? join(home, 'postgres') : folderOutsideHome(home, user));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid } = lstatSync(folder);
  if (lstatSync(folder).isSymbolicLink() || (uid !== 0 && uid !== user.uid))
    throw new StoreError('postgres-start', `${folder} belongs to another user: remove it or set DATABASE_URL`);
  chownSync(folder, user.uid, user.gid);
  chmodSync(folder, 0o700);
  if (folder !== join(home, 'postgres')) writeFileSync(join(home, POINTER_FILE), `${JSON.stringify({ folder })}\n`);
  return { folder, native: canEnter(native, user) ? native : copyPrograms(native, user), user };
}

function storedFolder(home: string): string | undefined {
  const pointer = join(home, POINTER_FILE);
  if (existsSync(pointer)) return (JSON.parse(readFileSync(pointer, 'utf8')) as { folder: string }).folder;
  return existsSync(join(home, 'postgres')) ? join(home, 'postgres') : undefined;
}

function ownFolder(folder: string, self: number | undefined): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid } = statSync(folder);
  if (self !== undefined && uid !== self)
    throw new StoreError(
      'postgres-start',
      `${folder} belongs to user ${uid}: run as that user or as root, use another SENTIMATE_HOME, or set DATABASE_URL`,
    );
  return folder;
}

/** The owner of the folder; for a folder of root the default user of the server. */
function ownerOf(folder: string): ServerUser {
  const { uid, gid } = statSync(folder);
  return uid === 0 ? serverUser() : { uid, gid };
}

/** `postgres` where the system has that user, else `nobody`. */
function serverUser(): ServerUser {
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) =>
        Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
      const [uid, gid] = [id('-u') >>> 0, id('-g') >>> 0]; // macOS gives -2 for nobody
      if (uid !== 0) return { uid, gid };
    } catch {
      // no such user
    }
  }
  throw new StoreError(
    'postgres-start',
    'PostgreSQL refuses to run as root, and there is no user postgres or nobody: ' +
      'run as another user or set DATABASE_URL',
  );
}

/** True when the mode bits of the path and of all folders above it let the user enter. */
function canEnter(path: string, { uid, gid }: ServerUser): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    const stat = statSync(folder);
    const bit = stat.uid === uid ? 0o100 : stat.gid === gid ? 0o010 : 0o001;
    if ((stat.mode & bit) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** The first of these folders that the user can enter. /var/lib survives a reboot; temporary folders may not. */
function rootFor(user: ServerUser): string {
  return (
    ['/var/lib', '/usr/local/var', '/var/tmp', tmpdir()].find(
      (folder) => existsSync(folder) && canEnter(folder, user),
    ) ?? tmpdir()
  );
}

const shortHash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);

function folderOutsideHome(home: string, user: ServerUser): string {
  return join(rootFor(user), `sentimate-${shortHash(`${home}\0${user.uid}`)}`);
}

/** Copies the programs (about 70 MB) to where the server's user can run them; one copy per version. */
function copyPrograms(native: string, user: ServerUser): string {
  const { mtimeMs, size } = statSync(join(native, 'bin', 'postgres'));
  const copy = join(rootFor(user), `sentimate-postgres-${shortHash(`${native}\0${mtimeMs}\0${size}`)}`);
  if (existsSync(copy) && lstatSync(copy).uid === 0) return copy;
  const part = `${copy}.${process.pid}`;
  mkdirSync(part, { mode: 0o755 });
  try {
    cpSync(native, part, { recursive: true, verbatimSymlinks: true });
    chmodSync(part, 0o755);
    renameSync(part, copy);
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    if (!existsSync(copy)) throw error; // otherwise another process has made the copy
  }
  return copy;
}
