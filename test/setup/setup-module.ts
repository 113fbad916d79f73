import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A module of scripts/setup: plain JavaScript without types, as it runs before anything is installed. */
export async function setupModule<T>(name: string): Promise<T> {
  const file = join(import.meta.dirname, '../../scripts/setup', `${name}.mjs`);
  return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as T;
}
