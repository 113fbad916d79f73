/** `--as-contestant`: a source model that plays chess through its text, as an anchor (docs/sources.md). */
import type { ListedSource } from '../../model/source/index.js';
import type { SourceDefinition } from '../../spec/index.js';
import { CliError } from '../shell/index.js';

/** The flags that concern it. */
export interface ContestantFlags {
  readonly asContestant?: boolean;
  readonly temperature?: string;
}

/** That of a tournament's contestants, where a request does not say. */
const TEMPERATURE = 0.5;

/** The temperature that a model is to play at; undefined without `--as-contestant`. Throws CliError. */
export function contestantTemperature(path: string | undefined, flags: ContestantFlags): number | undefined {
  if (!flags.asContestant) {
    if (flags.temperature !== undefined) throw new CliError('usage', '--temperature needs --as-contestant');
    return undefined;
  }
  if (path === undefined) throw new CliError('usage', '--as-contestant needs a model: a path, or a stored one');
  const temperature = flags.temperature === undefined ? TEMPERATURE : Number(flags.temperature || 'none');
  if (!(temperature >= 0 && temperature <= 4))
    throw new CliError('usage', '--temperature must be a number from 0 to 4');
  return temperature;
}

/** Lets a stored model play, by its own name or another, and returns how. Throws CliError for a name that is taken. */
export async function offerAsAnchor(
  home: string,
  { address, card }: Pick<ListedSource, 'address' | 'card'>,
  { name: wanted = card.name, temperature }: { readonly name: string | undefined; readonly temperature: number },
): Promise<SourceDefinition> {
  const { configuredEngines, offerSource, sourceAnchors } = await import('../../files/engines/index.js');
  const { ANCHORS } = await import('../../vocabulary/index.js');
  const name = anchorName(wanted);
  const other = sourceAnchors(home).get(name);
  const isTaken = (ANCHORS as readonly string[]).includes(name) || configuredEngines(process.env).has(name);
  if (isTaken || (other !== undefined && other.source !== address))
    throw new CliError('usage', `another anchor is called ${name}; choose a --name`);
  const definition = { name, source: address, temperature };
  await offerSource(home, definition);
  return definition;
}

/** An anchor's name begins with a letter and has neither dots nor more than 32 characters. */
function anchorName(source: string): string {
  const plain = source.replaceAll('.', '-');
  return (/^[a-z]/.test(plain) ? plain : `source-${plain}`).slice(0, 32);
}
