import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readBook } from '../chess/board/index.js';
import { configuredEngines } from '../files/engines/index.js';
import { homeFrom, projectRoot } from '../files/index.js';
import type { Engines } from '../spec/index.js';
import { fileLookups } from './file-lookups.js';
import type { PlanningContext } from './lookups.js';

/** The shipped opening book, one opening per entry. Throws an error with code `bad-book` for an illegal line. */
export const shippedBook = async (): Promise<string[]> =>
  readBook(await readFile(join(projectRoot(), 'data', 'openings', 'default.txt'), 'utf8'));

/** Engine anchors configured in SENTIMATE_ENGINES, by name. Throws FileError for an invalid configuration. */
export const enginesFrom = (env: NodeJS.ProcessEnv): Engines =>
  new Map([...configuredEngines(env)].map(([name, { definition }]) => [name, definition]));

/** The planning context without a service: names are looked up in the files under SENTIMATE_HOME. */
export async function localPlanning(env: NodeJS.ProcessEnv): Promise<PlanningContext> {
  return {
    lookups: fileLookups(homeFrom(env), projectRoot()),
    book: await shippedBook(),
    engines: enginesFrom(env),
    home: homeFrom(env),
  };
}
