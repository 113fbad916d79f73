import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program and its arguments. Comes from the command line or the service's configuration, never from a request. */
export interface EngineCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** Folders that are searched besides PATH: Debian installs games where root's PATH does not point. */
const EXTRA_FOLDERS = ['/usr/games', '/usr/local/games', '/opt/homebrew/bin'];

/** The Stockfish that is installed on this machine; undefined when there is none. */
export function installedStockfish(env: NodeJS.ProcessEnv): EngineCommand | undefined {
  const file = process.platform === 'win32' ? 'stockfish.exe' : 'stockfish';
  const folders = [...(env.PATH ?? '').split(delimiter).filter(Boolean), ...EXTRA_FOLDERS];
  const command = folders.map((folder) => join(folder, file)).find(existsSync);
  return command === undefined ? undefined : { command, args: [] };
}

/**
 * The small single-threaded build of the npm package `stockfish` in the `node_modules` of one of the folders, run with
 * this Node; undefined when there is none. The package is not a dependency, because it takes 205 MB unpacked.
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
