/** Records of one dialogue file in any format we read, streamed in constant memory. */
import { basename } from 'node:path';
import type { ReadOptions } from '../files/read-bytes.js';
import { readLines, readText } from '../files/read-text.js';
import type { DetectedFormat, DialogueFormat } from './detect-format.js';
import { jsonItems } from './json-items.js';
import { chitchatReader } from './read-chitchat.js';
import { dialogptReader } from './read-dialogpt.js';
import { conversationReader, exchangeReader, turnsReader } from './read-exchanges.js';
import { pairsReader } from './read-pairs.js';
import type { DialogueRecord, RecordReader } from './record.js';

/** UTF-16 units; the longest conversation of the files we know has 50 thousand. */
const LONGEST_RECORD = 4 * 2 ** 20;

export async function* readDialogue(path: string, detected: DetectedFormat, options: ReadOptions = {}): AsyncGenerator<DialogueRecord> {
  const read = recordReader(detected.format, path);
  if (detected.layout === 'one-json') {
    for await (const item of jsonItems(readText(path, options), path, LONGEST_RECORD)) {
      if ('drop' in item) yield item;
      else {
        if (item.missingComma) yield { repaired: 'missing-comma' };
        yield parsed(item.text, read);
      }
    }
    return;
  }
  let overlong = 0;
  const lines = readLines(path, { ...options, maxLineLength: LONGEST_RECORD, onOverlong: () => overlong++ });
  for await (const line of lines) {
    if (line.trim() !== '') yield detected.format === 'dialogpt' ? read(line) : parsed(line, read);
  }
  for (; overlong > 0; overlong--) yield { drop: 'record-too-long' };
}

function parsed(text: string, read: RecordReader): DialogueRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { drop: 'not-json' };
  }
  return read(value);
}

/** `books_2015-02-03.jsonl.gz` is the source `books_2015-02-03`: arms are matched by it. */
export function sourceName(path: string): string {
  return basename(path).replace(/\.(?:gz|zst)$/i, '').replace(/\.[a-z]+$/i, '');
}

function recordReader(format: DialogueFormat, path: string): RecordReader {
  switch (format) {
    case 'chitchat':
      return chitchatReader('chitchat');
    case 'dialogpt':
      return dialogptReader(sourceName(path));
    case 'pairs':
      return pairsReader(sourceName(path));
    case 'starter':
      return exchangeReader('starter');
    case 'turns':
      return turnsReader(sourceName(path));
    case 'conversations':
      return conversationReader;
  }
}
