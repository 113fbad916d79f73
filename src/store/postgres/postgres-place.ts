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

/** Who runs the server. PostgreSQL refuses to run as root, so root lends it another user. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** Where a home's server keeps its things: `data/`, `password`, `server.log`. */
export interface PostgresLocation {
  readonly folder: string;
  /** The folder with `bin`, `lib` and `share`. */
  readonly native: string;
  /** Undefined: the user of this process. */
  readonly user: ServerUser | undefined;
}

/** Points from a home to a server folder elsewhere. Written only when the server's user cannot enter the home. */
const POINTER = 'postgres.json';

/**
 * Finds or makes the server's folder: `<home>/postgres`, or, when root runs us and the server's user cannot enter the
 * home (/root is closed to others), a folder under /var that the pointer file names. Its name holds a hash of home and
 * user.
 */
export function postgresLocation(home: string, native: string): PostgresLocation {
  mkdirSync(home, { recursive: true });
  const self = process.getuid?.();
  if (self !== 0)
    return { folder: ownFolder(storedFolder(home) ?? join(home, 'postgres'), self), native, user: undefined };

  const before = storedFolder(home);
  const user = before && existsSync(before) ? ownerOf(before) : serverUser();
  const folder = before ?? (canEnter(home, user) ? join(home, 'postgres') : folderElsewhere(home, user));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid } = lstatSync(folder);
  if (lstatSync(folder).isSymbolicLink() || (uid !== 0 && uid !== user.uid))
    throw new StoreError('postgres-start', `${folder} belongs to another user: remove it or set DATABASE_URL`);
  chownSync(folder, user.uid, user.gid);
  chmodSync(folder, 0o700);
  if (folder !== join(home, 'postgres')) writeFileSync(join(home, POINTER), `${JSON.stringify({ folder })}\n`);
  return { folder, native: canEnter(native, user) ? native : copyOf(native, user), user };
}

function storedFolder(home: string): string | undefined {
  const pointer = join(home, POINTER);
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

function ownerOf(folder: string): ServerUser {
  const { uid, gid } = statSync(folder);
  return uid === 0 ? serverUser() : { uid, gid };
}

/** `postgres` where the system has that user, else `nobody`. */
function serverUser(): ServerUser {
  for (const name of ['postgres', 'nobody']) {
    try {
      const ask = (flag: string) =>
        Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
      const [uid, gid] = [ask('-u') >>> 0, ask('-g') >>> 0]; // macOS gives -2 for nobody
      if (uid !== 0) return { uid, gid };
    } catch {
      // no such user: try the next
    }
  }
  throw new StoreError(
    'postgres-start',
    'PostgreSQL refuses to run as root, and there is no user postgres or nobody: run as another user or set DATABASE_URL',
  );
}

/** True when every folder on the way lets this user pass. Looks at the mode bits only. */
function canEnter(path: string, { uid, gid }: ServerUser): boolean {
  for (let at = path; ; at = dirname(at)) {
    const stat = statSync(at);
    const bit = stat.uid === uid ? 0o100 : stat.gid === gid ? 0o010 : 0o001;
    if ((stat.mode & bit) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** /var/lib outlives a restart; folders for temporary files may be emptied then. */
function rootFor(user: ServerUser): string {
  return (
    ['/var/lib', '/usr/local/var', '/var/tmp', tmpdir()].find(
      (folder) => existsSync(folder) && canEnter(folder, user),
    ) ?? tmpdir()
  );
}

const shortHash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);

function folderElsewhere(home: string, user: ServerUser): string {
  return join(rootFor(user), `sentimate-${shortHash(`${home}\0${user.uid}`)}`);
}

/** A copy of the programs that the server's user can run, one for each version of them; about 70 MB. */
function copyOf(native: string, user: ServerUser): string {
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
    if (!existsSync(copy)) throw error; // else another process was first
  }
  return copy;
}
