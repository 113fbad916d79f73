import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What to run: comes from a person's command line or the service's configuration, never from a request. */
export interface EngineCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** Debian puts games where root's PATH does not look. */
const BESIDE_PATH = ['/usr/games', '/usr/local/games', '/opt/homebrew/bin'];

/** The Stockfish that is installed on this machine; undefined where there is none. */
export function installedStockfish(env: NodeJS.ProcessEnv): EngineCommand | undefined {
  const file = process.platform === 'win32' ? 'stockfish.exe' : 'stockfish';
  const folders = [...(env.PATH ?? '').split(delimiter).filter(Boolean), ...BESIDE_PATH];
  const found = folders.map((folder) => join(folder, file)).find(existsSync);
  return found === undefined ? undefined : { command: found, args: [] };
}

/**
 * The npm package `stockfish` below one of the folders: of its builds the small one with a single thread, run by this
 * Node. It is no dependency of ours: unpacked it has 205 MB.
 */
export function npmStockfish(folders: readonly string[]): EngineCommand | undefined {
  for (const folder of folders) {
    const bin = join(folder, 'node_modules', 'stockfish', 'bin');
    const build = existsSync(bin)
      ? readdirSync(bin).find((name) => /^stockfish.*-lite-single.*\.js$/.test(name))
      : undefined;
    if (build !== undefined) return { command: process.execPath, args: [join(bin, build)] };
  }
  return undefined;
}
