/** Every kept conversation of some files, in their order; all else is counted. Imports and inspections share it. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Conversation, DropReason } from '../conversation/index.js';
import { type DialogueFormat, detectFormat } from './detect-format.js';
import type { Tally } from './dialogue-profile.js';
import { prepare, SeenConversations } from './prepare.js';
import { readDialogue } from './read-dialogue.js';

export interface DialogueProgress {
  readonly file: string;
  /** Bytes on disk, over all files. */
  readonly bytesRead: number;
  readonly bytesTotal: number;
  readonly conversations: number;
}

export interface DialogueFilesOptions {
  /** Without it each file's format is detected. */
  readonly format?: DialogueFormat | undefined;
  /** The field or column that labels the replies; nothing is labelled without it. */
  readonly labelColumn?: string | undefined;
  readonly onProgress?: ((progress: DialogueProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Most bytes one compressed file may expand to; see read-bytes.ts for the default. */
  readonly maxExpandedBytes?: number | undefined;
}

/** Throws FileError for a file that cannot be read; a bad record in a file is only counted. */
export async function* prepareFiles(
  files: readonly string[],
  tally: Tally,
  options: DialogueFilesOptions,
): AsyncGenerator<Conversation> {
  const seen = new SeenConversations();
  // All files are looked at before any is imported: a wrong name at the end should not cost the time of the others.
  const detected = [];
  for (const path of files)
    detected.push({ path, format: await detectFormat(path, options.format), bytes: (await stat(path)).size });
  const bytesTotal = detected.reduce((sum, { bytes }) => sum + bytes, 0);
  let before = 0;
  for (const { path, format, bytes } of detected) {
    tally.file(basename(path), format.format, bytes);
    const records = readDialogue(path, format, {
      ...(options.signal && { signal: options.signal }),
      ...(options.maxExpandedBytes !== undefined && { maxExpandedBytes: options.maxExpandedBytes }),
      labelColumn: options.labelColumn,
      onProgress: (read) =>
        options.onProgress?.({ file: basename(path), bytesRead: before + read, bytesTotal, conversations: tally.kept }),
    });
    for await (const record of records) {
      if ('repaired' in record) tally.repaired();
      else if ('drop' in record) tally.drop(record.drop);
      else {
        const { conversations, dropped } = prepare(record);
        const fresh = conversations.filter((conversation) => seen.add(conversation));
        if (fresh.length === 0) tally.drop(reasonFor(conversations.length, dropped));
        else {
          tally.keep(fresh, dropped);
          yield* fresh;
        }
      }
    }
    before += bytes;
  }
}

/**
 * Why a record gave nothing: its pieces were all seen before, or its first bad turn, or it had no reply to begin with.
 */
function reasonFor(pieces: number, dropped: readonly DropReason[]): DropReason {
  if (pieces > 0) return 'duplicate';
  return dropped[0] ?? 'no-reply';
}
