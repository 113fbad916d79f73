/** Profiles of a stored dialogue dataset, or of a file as it would be imported; nothing is written. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FileError, readWholeText } from '../../files/index.js';
import type { Address } from '../../vocabulary/index.js';
import { isObject } from '../conversation/index.js';
import { type DialogueProfile, ProfileBuilder } from './dialogue-profile.js';
import { type DialogueFilesOptions, prepareFiles } from './prepare-files.js';

const MAX_PROFILE_LENGTH = 16 * 2 ** 20;

/**
 * Returns the profile of a file or dataset folder. The address of a file's profile is empty. Throws FileError if the
 * file cannot be read or the folder is not a dialogue dataset.
 */
export async function inspectDialogue(fileOrDir: string, options: DialogueFilesOptions = {}): Promise<DialogueProfile> {
  const isFolder = (await stat(fileOrDir).catch(() => undefined))?.isDirectory() === true;
  if (isFolder) return readStoredProfile(fileOrDir);
  const builder = new ProfileBuilder();
  const conversations = prepareFiles([fileOrDir], builder, options);
  while (!(await conversations.next()).done);
  return builder.profile('' as Address, '');
}

/** Reads dataset.json of an imported dialogue dataset. */
async function readStoredProfile(datasetDir: string): Promise<DialogueProfile> {
  const path = join(datasetDir, 'dataset.json');
  const text = await readWholeText(path, MAX_PROFILE_LENGTH);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new FileError('corrupt', `${path}: is not JSON`);
  }
  if (!isObject(value) || value.kind !== 'dialogue')
    throw new FileError('wrong-kind', `${path}: is not a dialogue dataset`);
  return value as unknown as DialogueProfile;
}
