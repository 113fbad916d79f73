import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createCluster, linkPostgres } from './database-cluster.js';
import { stopPostgres } from './local-process.js';
import { isDiskFull, withLockFile } from './lock-file.js';
import { postgresLocation } from './postgres-location.js';
import { createDatabase, findServer, launchServer, type RunningServer, START_LIMIT_MS } from './server-process.js';
import { ServerUsers } from './server-users.js';

/** The part of a pino logger that is used here. */
interface ServerLog {
  info(fields: object, message: string): void;
}

/** A running server, as one of the processes that use it sees it. */
export interface PostgresServer {
  /** Of the project's database, with user and password. */
  readonly url: string;
  /** True when this process owns the server; false when another living process does. */
  readonly started: boolean;
  /** Unregisters this process. The owner stops the server, unless others still use it: then the last of them does. */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that npm installed, with its data under `home`, or finds the one that runs.
 *
 *   no data folder             initdb into a folder that is renamed when complete, then start
 *   postmaster.pid, running    use that server
 *   postmaster.pid is stale    (kill -9, power loss) start; PostgreSQL recovers from its log
 *
 * The server is a process group of its own, so Ctrl-C reaches our commands only and they stop it in order. When its
 * owner is killed by `kill -9` it keeps running; the next start with this home becomes its owner and stops it in the
 * end. The server listens on an unused port of 127.0.0.1 and requires a random password that only its user can read.
 * Throws StoreError `postgres-missing` or `postgres-start`.
 */
export async function startPostgres(home: string, log: ServerLog): Promise<PostgresServer> {
  const location = postgresLocation(home, await linkPostgres());
  const users = new ServerUsers(home);
  return withLockFile(join(home, 'postgres.lock'), START_LIMIT_MS, async () => {
    let server = await findServer(location);
    const isOwner = server === undefined || !users.isOwned;
    if (server)
      log.info(
        { port: server.port },
        isOwner ? 'taking over the PostgreSQL of a process that is gone' : 'using the PostgreSQL that runs already',
      );
    else {
      if (!existsSync(join(location.folder, 'data')))
        log.info({ ms: createCluster(location), data: location.folder }, 'made a new database cluster');
      server = await launchServer(location);
      log.info({ port: server.port, pid: server.pid, data: location.folder }, 'PostgreSQL started');
    }
    await createDatabase(server.url); // also for a found server, whose starter may have been killed before it did
    users.register(isOwner);
    return { url: server.url, started: isOwner, stop: () => leaveServer(home, server, isOwner, log) };
  });
}

async function leaveServer(home: string, server: RunningServer, wasOwner: boolean, log: ServerLog): Promise<void> {
  if (!existsSync(home)) return stopPostgres(server.pid); // the files of its users are gone with the home
  const users = new ServerUsers(home);
  const leave = async (): Promise<void> => {
    const { owner } = users;
    if (!wasOwner && owner === process.pid) return; // started twice in this process: the first handle stops it
    users.unregister();
    if (!wasOwner && users.isOwned) return; // the owner stops it, or leaves it to its users of that time
    const { others } = users;
    if (others.length === 0) return stopPostgres(server.pid);
    users.clearOwner();
    log.info({ users: others }, 'PostgreSQL keeps running for the processes that still use it');
  };
  await withLockFile(join(home, 'postgres.lock'), START_LIMIT_MS, leave).catch((error: unknown) => {
    if (!isDiskFull(error)) throw error;
    return leave(); // on a full disk no process can start a server here, so the lock is not needed
  });
}
