import { sourceDir } from '../../files/index.js';
import type { FoundSource, ListedSource } from '../../model/source/index.js';
import { CliError } from '../shell/index.js';

/** What a new source model is called. */
interface Naming {
  readonly name: string;
  readonly origin: string;
  /** The name that the user asked for, if any. */
  readonly asked: string | undefined;
}

/**
 * Stores a source model and reads what was stored again, so that a model that is shown is one that loads. Says so where
 * it was stored already under another name.
 */
export async function storeAndRead(home: string, found: FoundSource, naming: Naming): Promise<ListedSource> {
  const { loadSource, storeSource } = await import('../../model/source/index.js');
  const { name, origin, asked } = naming;
  const address = await storeSource(home, found, { name, origin });
  const dir = sourceDir(home, address);
  const { config, card, address: read } = await loadSource(dir);
  if (read !== address) throw new CliError('failed', `source model ${address} is damaged: remove its folder`);
  if (asked !== undefined && card.name !== asked)
    process.stderr.write(`sentimate: the model is stored already; it keeps the name ${card.name}\n`);
  return { address, dir, config, card };
}

/** The failure of a name that another source model has. */
export const nameTaken = (name: string): CliError =>
  new CliError('usage', `another source model is called ${name}; choose a --name`);
