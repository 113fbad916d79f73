import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readBook } from '../chess/board/index.js';
import { configuredEngines, homeFrom, projectRoot } from '../files/index.js';
import type { Engines } from '../spec/index.js';
import { fileLookups } from './file-lookups.js';
import type { PlanningContext } from './lookups.js';

/** The opening book that ships, an opening a line. Throws BookError for a line that is not legal. */
export const shippedBook = async (): Promise<string[]> =>
  readBook(await readFile(join(projectRoot(), 'data', 'openings', 'default.txt'), 'utf8'));

/** Anchors of this machine's configuration. Throws FileError for a configuration that is wrong. */
export const enginesFrom = (env: NodeJS.ProcessEnv): Engines =>
  new Map([...configuredEngines(env)].map(([name, { definition }]) => [name, definition]));

/** What requests are planned with where no service runs: names mean what the files under SENTIMATE_HOME say. */
export async function localPlanning(env: NodeJS.ProcessEnv): Promise<PlanningContext> {
  return {
    lookups: fileLookups(homeFrom(env), projectRoot()),
    book: await shippedBook(),
    engines: enginesFrom(env),
  };
}
