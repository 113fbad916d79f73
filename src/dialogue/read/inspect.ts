/** The profile of a dataset, or of a file as it would be imported; nothing is written. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FileError, readWholeText } from '../../files/index.js';
import type { Address } from '../../vocabulary/index.js';
import { isObject } from '../conversation/index.js';
import { type DialogueProfile, Tally } from './dialogue-profile.js';
import { type DialogueFilesOptions, prepareFiles } from './prepare-files.js';

const LONGEST_PROFILE = 16 * 2 ** 20;

/** A file's profile has an empty address: it has none before it is imported. */
export async function inspectDialogue(fileOrDir: string, options: DialogueFilesOptions = {}): Promise<DialogueProfile> {
  const isFolder = (await stat(fileOrDir).catch(() => undefined))?.isDirectory() === true;
  if (isFolder) return readDialogueProfile(fileOrDir);
  const tally = new Tally();
  const conversations = prepareFiles([fileOrDir], tally, options);
  while (!(await conversations.next()).done);
  return tally.profile('' as Address, '');
}

/** dataset.json of an imported dialogue dataset. */
export async function readDialogueProfile(datasetDir: string): Promise<DialogueProfile> {
  const path = join(datasetDir, 'dataset.json');
  const text = await readWholeText(path, LONGEST_PROFILE);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new FileError('corrupt', `${path}: is not JSON`);
  }
  if (!isObject(value) || value.kind !== 'dialogue')
    throw new FileError('wrong-kind', `${path}: is no dialogue dataset`);
  return value as unknown as DialogueProfile;
}
