/** Imports files of dialogue as one dataset: written to a folder aside, then moved to its address in one step. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { datasetDir, datasetsDir, FileError } from '../../files/index.js';
import type { Address } from '../../vocabulary/index.js';
import { CONVERSATIONS_FILE, conversationLine } from '../conversation/index.js';
import { type DialogueProfile, Tally } from './dialogue-profile.js';
import { type DialogueFilesOptions, prepareFiles } from './prepare-files.js';
import { sourceName } from './read-dialogue.js';

export interface ImportDialogueOptions extends DialogueFilesOptions {
  readonly files: readonly string[];
  readonly home: string;
  /** Without it, the names of the files. */
  readonly name?: string | undefined;
}

/**
 * The profile that `importDialogue` of the same files would give, with its address; nothing is written. Throws FileError
 * for a file that cannot be read.
 */
export async function profileDialogue(options: Omit<ImportDialogueOptions, 'home'>): Promise<DialogueProfile> {
  const tally = new Tally();
  const hash = createHash('sha256');
  for await (const conversation of prepareFiles(options.files, tally, options))
    hash.update(conversationLine(conversation));
  return tally.profile(hash.digest('hex') as Address, nameOf(options));
}

const nameOf = ({ name, files }: Pick<ImportDialogueOptions, 'name' | 'files'>): string =>
  name ?? files.map(sourceName).join(' + ').slice(0, 200);

/** Characters written at a time. */
const BATCH = 256 * 1024;

/**
 * Throws FileError for a file that cannot be read and when nothing is kept; then, as on an abort, nothing is left
 * behind. The same data imported again has the same address and is not written twice.
 */
export async function importDialogue(options: ImportDialogueOptions): Promise<DialogueProfile> {
  const name = nameOf(options);
  const aside = join(datasetsDir(options.home), `.import-${randomUUID()}`);
  await mkdir(aside, { recursive: true });
  try {
    const tally = new Tally();
    const address = await writeConversations(join(aside, CONVERSATIONS_FILE), tally, options);
    const profile = tally.profile(address, name);
    if (tally.kept === 0) throw new FileError('nothing-kept', nothingKept(profile));
    await writeFile(join(aside, 'dataset.json'), `${JSON.stringify(profile, null, 2)}\n`);
    await moveInto(aside, datasetDir(options.home, address));
    return profile;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** Returns the SHA-256 of what was written: the dataset's address. */
async function writeConversations(path: string, tally: Tally, options: ImportDialogueOptions): Promise<Address> {
  const hash = createHash('sha256');
  const handle = await open(path, 'wx');
  try {
    let batch = '';
    const flush = async (): Promise<void> => {
      hash.update(batch);
      await handle.appendFile(batch);
      batch = '';
    };
    for await (const conversation of prepareFiles(options.files, tally, options)) {
      batch += conversationLine(conversation);
      if (batch.length >= BATCH) await flush();
    }
    await flush();
    await handle.sync();
  } finally {
    await handle.close();
  }
  return hash.digest('hex') as Address;
}

async function moveInto(aside: string, place: string): Promise<void> {
  try {
    await rename(aside, place);
  } catch (error) {
    // Another import of the same data was there first: what it holds is byte for byte the same.
    if ((await stat(place).catch(() => undefined))?.isDirectory() !== true) throw error;
  }
}

function nothingKept(profile: DialogueProfile): string {
  const { read, dropped } = profile.records;
  const reasons = Object.entries(dropped).map(([reason, count]) => `${reason} ${count}`);
  const files = profile.sources.map(({ file }) => file).join(', ');
  return `${files}: no conversation could be kept (${read} records read; dropped: ${reasons.join(', ') || 'none'})`;
}
