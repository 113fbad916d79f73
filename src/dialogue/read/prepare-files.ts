/** Reads, cleans and deduplicates the conversations of files; shared by import and inspection. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { DialogueFormat } from '../../vocabulary/index.js';
import type { Conversation, DropReason } from '../conversation/index.js';
import { detectFormat } from './detect-format.js';
import type { ProfileBuilder } from './dialogue-profile.js';
import { prepare, SeenConversations } from './prepare.js';
import { readDialogue } from './read-dialogue.js';

/** Progress of an import. */
export interface DialogueProgress {
  /** Name of the current file. */
  readonly file: string;
  /** Bytes on disk, over all files. */
  readonly bytesRead: number;
  readonly bytesTotal: number;
  /** Records kept so far. */
  readonly conversations: number;
}

/** How dialogue files are read. */
export interface DialogueFilesOptions {
  /** Default: each file's format is detected. */
  readonly format?: DialogueFormat | undefined;
  /** Field or column with the label of the replies; default: no labels. */
  readonly labelColumn?: string | undefined;
  readonly onProgress?: ((progress: DialogueProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Maximum expanded size of one compressed file in bytes; see read-bytes.ts for the default. */
  readonly maxExpandedBytes?: number | undefined;
}

/**
 * Yields the kept conversations of the files in their order; all records are counted in `builder`. Throws FileError if
 * a file cannot be read; bad records are only counted.
 */
export async function* prepareFiles(
  files: readonly string[],
  builder: ProfileBuilder,
  options: DialogueFilesOptions,
): AsyncGenerator<Conversation> {
  const seen = new SeenConversations();
  // All formats are detected before any file is imported, so that a wrong last file does not waste an import.
  const detected = [];
  for (const path of files)
    detected.push({ path, format: await detectFormat(path, options.format), bytes: (await stat(path)).size });
  const bytesTotal = detected.reduce((sum, { bytes }) => sum + bytes, 0);
  let bytesBefore = 0;
  for (const { path, format, bytes } of detected) {
    builder.beginFile(basename(path), format.format, bytes);
    const records = readDialogue(path, format, {
      ...(options.signal && { signal: options.signal }),
      ...(options.maxExpandedBytes !== undefined && { maxExpandedBytes: options.maxExpandedBytes }),
      labelColumn: options.labelColumn,
      onProgress: (read) =>
        options.onProgress?.({
          file: basename(path),
          bytesRead: bytesBefore + read,
          bytesTotal,
          conversations: builder.kept,
        }),
    });
    for await (const record of records) {
      if ('repaired' in record) builder.countRepaired();
      else if ('drop' in record) builder.countDropped(record.drop);
      else {
        const { conversations, dropped } = prepare(record);
        const unseen = conversations.filter((conversation) => seen.add(conversation));
        if (unseen.length === 0) builder.countDropped(dropReason(conversations.length, dropped));
        else {
          builder.countKept(unseen, dropped);
          yield* unseen;
        }
      }
    }
    bytesBefore += bytes;
  }
}

/** Why no conversation of a record is kept: all are duplicates, or its first bad turn, or it has no reply. */
function dropReason(pieces: number, dropped: readonly DropReason[]): DropReason {
  if (pieces > 0) return 'duplicate';
  return dropped[0] ?? 'no-reply';
}
