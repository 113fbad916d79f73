import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readBook } from '../chess/board/index.js';
import { configuredEngines, sourceAnchors } from '../files/engines/index.js';
import { FileError, homeFrom, projectRoot } from '../files/index.js';
import type { AnchorDefinition, Engines } from '../spec/index.js';
import { fileLookups } from './file-lookups.js';
import type { PlanningContext } from './lookups.js';

/** The shipped opening book, one opening per entry. Throws an error with code `bad-book` for an illegal line. */
export const shippedBook = async (): Promise<string[]> =>
  readBook(await readFile(join(projectRoot(), 'data', 'openings', 'default.txt'), 'utf8'));

/**
 * Anchors by name: the engines configured in SENTIMATE_ENGINES and the source models of a home that may play. Throws
 * FileError for an invalid configuration, and where two of them have one name.
 */
export function enginesFrom(env: NodeJS.ProcessEnv, home: string): Engines {
  const engines = new Map([...configuredEngines(env)].map(([name, { definition }]) => [name, definition] as const));
  const sources = sourceAnchors(home);
  const twice = [...sources.keys()].find((name) => engines.has(name));
  if (twice !== undefined)
    throw new FileError('wrong-kind', `an engine and a source model are both called ${twice} as anchors`);
  return new Map<string, AnchorDefinition>([...engines, ...sources]);
}

/** The planning context without a service: names are looked up in the files under SENTIMATE_HOME. */
export async function localPlanning(env: NodeJS.ProcessEnv): Promise<PlanningContext> {
  return {
    lookups: fileLookups(homeFrom(env), projectRoot()),
    book: await shippedBook(),
    engines: enginesFrom(env, homeFrom(env)),
    home: homeFrom(env),
  };
}
