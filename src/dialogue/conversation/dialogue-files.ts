import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FileError } from '../../files/index.js';
import { CONVERSATIONS_FILE } from './conversation.js';

const DIALOGUE_NAME = /\.(?:jsonl?|tsv)(?:\.gz|\.zst)?$/i;

/**
 * Paths as they were given, with each folder replaced by its files of dialogue in the order of their names; of a
 * dataset's folder that is its conversations. Throws FileError for a folder that has none.
 */
export async function dialogueFiles(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    if ((await stat(path).catch(() => undefined))?.isDirectory() !== true) {
      files.push(path);
      continue;
    }
    const names = (await readdir(path)).sort();
    const found = names.includes(CONVERSATIONS_FILE)
      ? [CONVERSATIONS_FILE]
      : names.filter((name) => DIALOGUE_NAME.test(name));
    if (found.length === 0) throw new FileError('empty', `${path}: has no files of dialogue (.jsonl, .json, .tsv)`);
    files.push(...found.map((name) => join(path, name)));
  }
  return files;
}
