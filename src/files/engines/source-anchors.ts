/** Source models that play as anchors, through their text: a note in the folder of each that may. */
import { readdirSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Value from 'typebox/value';
import { SourceDefinition } from '../../spec/index.js';
import { ANCHORS, isHash } from '../../vocabulary/index.js';
import { FileError, sourceDir, sourcesDir } from '../index.js';

const NOTE = 'contestant.json';

/**
 * The source models of a home that may play, by the names of their anchors. Throws FileError `wrong-kind` for a note
 * that is none, and where two have one name.
 */
export function sourceAnchors(home: string): ReadonlyMap<string, SourceDefinition> {
  const byName = new Map<string, SourceDefinition>();
  for (const address of addressesIn(sourcesDir(home))) {
    const file = join(sourceDir(home, address), NOTE);
    const definition = readNote(file);
    if (definition === undefined) continue;
    if (definition.source !== address) throw new FileError('wrong-kind', `${file} is of another source model`);
    if (byName.has(definition.name) || (ANCHORS as readonly string[]).includes(definition.name))
      throw new FileError('wrong-kind', `${file}: there are two anchors ${definition.name}`);
    byName.set(definition.name, definition);
  }
  return byName;
}

/** Lets a stored source model play, in place of how it played so far. The folder must exist. */
export async function offerSource(home: string, definition: SourceDefinition): Promise<void> {
  const file = join(sourceDir(home, definition.source), NOTE);
  await writeFile(`${file}.draft`, `${JSON.stringify(definition, null, 2)}\n`, { flush: true });
  await rename(`${file}.draft`, file);
}

function addressesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter(isHash).sort();
  } catch {
    return []; // a home without source models
  }
}

function readNote(file: string): SourceDefinition | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(text);
    if (Value.Check(SourceDefinition, value)) return value;
  } catch {
    // falls through: both faults have one message
  }
  throw new FileError('wrong-kind', `${file} does not say how a source model plays`);
}
