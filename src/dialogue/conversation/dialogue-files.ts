import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FileError } from '../../files/index.js';
import { CONVERSATIONS_FILE } from './conversation.js';

const DIALOGUE_NAME = /\.(?:jsonl?|tsv)(?:\.gz|\.zst)?$/i;

/**
 * Returns the paths with each folder replaced by its dialogue files in the order of their names; the folder of a
 * dataset by its conversations file. Throws FileError for a folder without dialogue files.
 */
export async function dialogueFiles(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    if ((await stat(path).catch(() => undefined))?.isDirectory() !== true) {
      files.push(path);
      continue;
    }
    const names = (await readdir(path)).sort();
    const dialogueNames = names.includes(CONVERSATIONS_FILE)
      ? [CONVERSATIONS_FILE]
      : names.filter((name) => DIALOGUE_NAME.test(name));
    if (dialogueNames.length === 0)
      throw new FileError('empty', `${path}: has no files of dialogue (.jsonl, .json, .tsv)`);
    files.push(...dialogueNames.map((name) => join(path, name)));
  }
  return files;
}
