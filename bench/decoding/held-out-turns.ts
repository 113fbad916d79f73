import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dialogueFiles, examplesOf, readConversations } from '../../src/dialogue/conversation/index.js';
import { importDialogue } from '../../src/dialogue/read/index.js';
import { datasetDir } from '../../src/files/index.js';
import { type Random, shuffle } from '../../src/spec/keys/index.js';

/** What was said, and what a person replied. */
interface HeldOutTurn {
  /** Oldest first. */
  readonly turns: readonly string[];
  readonly reply: string;
}

/** Draws replies, with up to three turns before each, from the held-out conversations of a file or folder. */
export async function heldOutTurns(path: string, count: number, random: Random): Promise<HeldOutTurn[]> {
  const home = await mkdtemp(join(tmpdir(), 'sentimate-decoding-'));
  try {
    const { address } = await importDialogue({ files: await dialogueFiles([path]), home });
    const found: HeldOutTurn[] = [];
    for await (const conversation of readConversations(datasetDir(home, address)))
      if (conversation.heldOut)
        found.push(...examplesOf(conversation).map(({ context, reply }) => ({ turns: context, reply })));
    return shuffle(found, random).slice(0, count);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
