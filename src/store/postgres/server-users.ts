import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from './local-process.js';

/**
 * Which processes use the server of a home, and which of them is to stop it (its owner), as files of process ids.
 * Processes that died without unregistering are ignored. Callers hold the home's lock file.
 */
export class ServerUsers {
  private readonly ownerFile: string;
  private readonly folder: string;

  constructor(home: string) {
    this.ownerFile = join(home, 'postgres.starter');
    this.folder = join(home, 'postgres.users');
  }

  /** Process id of the owner; 0 when there is none. */
  get owner(): number {
    return existsSync(this.ownerFile) ? Number(readFileSync(this.ownerFile, 'utf8')) : 0;
  }

  /** True when the owner is a living process. */
  get isOwned(): boolean {
    const { owner } = this;
    return owner > 0 && isAlive(owner);
  }

  /** Living users besides this process. */
  get others(): number[] {
    return readdirSync(this.folder)
      .map(Number)
      .filter((pid) => pid !== process.pid && isAlive(pid));
  }

  /** Registers this process as a user and, if asked, as the owner. */
  register(asOwner: boolean): void {
    if (asOwner) writeFileSync(this.ownerFile, String(process.pid));
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(join(this.folder, String(process.pid)), '');
  }

  /** Unregisters this process as a user. */
  unregister(): void {
    rmSync(join(this.folder, String(process.pid)), { force: true });
  }

  /** Leaves the server without an owner: the next start of this home, or the last user, takes it over. */
  clearOwner(): void {
    rmSync(this.ownerFile, { force: true });
  }
}
