/** Imports dialogue files as one dataset: written to a temporary folder, then moved to its address atomically. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { datasetDir, datasetsDir, FileError } from '../../files/index.js';
import type { Address } from '../../vocabulary/index.js';
import { CONVERSATIONS_FILE, conversationLine } from '../conversation/index.js';
import { type DialogueProfile, ProfileBuilder } from './dialogue-profile.js';
import { type DialogueFilesOptions, prepareFiles } from './prepare-files.js';
import { sourceName } from './read-dialogue.js';

/** Options of importDialogue. */
export interface ImportDialogueOptions extends DialogueFilesOptions {
  /** Paths, read in this order. */
  readonly files: readonly string[];
  /** Data folder of the installation. */
  readonly home: string;
  /** Default: the file names. */
  readonly name?: string | undefined;
}

/**
 * Returns the profile, including the address, that `importDialogue` would return for the same files; nothing is
 * written. Throws FileError if a file cannot be read.
 */
export async function profileDialogue(options: Omit<ImportDialogueOptions, 'home'>): Promise<DialogueProfile> {
  const builder = new ProfileBuilder();
  const hash = createHash('sha256');
  for await (const conversation of prepareFiles(options.files, builder, options))
    hash.update(conversationLine(conversation));
  return builder.profile(hash.digest('hex') as Address, datasetName(options));
}

const datasetName = ({ name, files }: Pick<ImportDialogueOptions, 'name' | 'files'>): string =>
  name ?? files.map(sourceName).join(' + ').slice(0, 200);

/** Size of a write, in characters. */
const BATCH_LENGTH = 256 * 1024;

/**
 * Imports dialogue files as one dataset and returns its profile. Throws FileError if a file cannot be read or nothing
 * is kept; then, as after an abort, no files remain. The same data has the same address and is stored once.
 */
export async function importDialogue(options: ImportDialogueOptions): Promise<DialogueProfile> {
  const name = datasetName(options);
  const temporary = join(datasetsDir(options.home), `.import-${randomUUID()}`);
  await mkdir(temporary, { recursive: true });
  try {
    const builder = new ProfileBuilder();
    const address = await writeConversations(join(temporary, CONVERSATIONS_FILE), builder, options);
    const profile = builder.profile(address, name);
    if (builder.kept === 0) throw new FileError('nothing-kept', describeNothingKept(profile));
    await writeFile(join(temporary, 'dataset.json'), `${JSON.stringify(profile, null, 2)}\n`);
    await moveInto(temporary, datasetDir(options.home, address));
    return profile;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Writes the conversations. Returns the SHA-256 of the file: the dataset's address. */
async function writeConversations(
  path: string,
  builder: ProfileBuilder,
  options: ImportDialogueOptions,
): Promise<Address> {
  const hash = createHash('sha256');
  const handle = await open(path, 'wx');
  try {
    let batch = '';
    const flush = async (): Promise<void> => {
      hash.update(batch);
      await handle.appendFile(batch);
      batch = '';
    };
    for await (const conversation of prepareFiles(options.files, builder, options)) {
      batch += conversationLine(conversation);
      if (batch.length >= BATCH_LENGTH) await flush();
    }
    await flush();
    await handle.sync();
  } finally {
    await handle.close();
  }
  return hash.digest('hex') as Address;
}

/** Moves a folder to its address unless the address exists already. */
async function moveInto(temporary: string, target: string): Promise<void> {
  try {
    await rename(temporary, target);
  } catch (error) {
    // Another import of the same data came first: its content is identical byte for byte.
    if ((await stat(target).catch(() => undefined))?.isDirectory() !== true) throw error;
  }
}

function describeNothingKept(profile: DialogueProfile): string {
  const { read, dropped } = profile.records;
  const reasons = Object.entries(dropped).map(([reason, count]) => `${reason} ${count}`);
  const files = profile.sources.map(({ file }) => file).join(', ');
  return `${files}: no conversation could be kept (${read} records read; dropped: ${reasons.join(', ') || 'none'})`;
}
