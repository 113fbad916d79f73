/** Streams the records of one dialogue file in any supported format, in constant memory. */
import { basename } from 'node:path';
import type { ReadOptions } from '../../files/index.js';
import { readLines, readText } from '../../files/index.js';
import type { DialogueFormat } from '../../vocabulary/index.js';
import { type DialogueRecord, isObject, type RecordReader } from '../conversation/index.js';
import type { DetectedFormat } from './detect-format.js';
import { jsonItems } from './json-items.js';
import { chitchatReader } from './read-chitchat.js';
import { dialogptReader } from './read-dialogpt.js';
import { conversationReader, exchangeReader, turnsReader } from './read-exchanges.js';
import { pairsReader } from './read-pairs.js';
import { parseTableHeader, readRow, type Table } from './read-table.js';

/** Options of readDialogue. */
interface DialogueReadOptions extends ReadOptions {
  /** Field or column with the label of the record's replies; default: no labels. */
  readonly labelColumn?: string | undefined;
}

/** UTF-16 code units. The longest conversation in the known data sets has 50 thousand. */
const MAX_RECORD_LENGTH = 4 * 2 ** 20;

/** Yields each record as a raw conversation, a reason why it was dropped, or a repair. Throws FileError. */
export async function* readDialogue(
  path: string,
  detected: DetectedFormat,
  options: DialogueReadOptions = {},
): AsyncGenerator<DialogueRecord> {
  const read = withLabel(createRecordReader(detected.format, path), options.labelColumn);
  if (detected.layout === 'one-json') {
    for await (const item of jsonItems(readText(path, options), path, MAX_RECORD_LENGTH)) {
      if ('drop' in item) yield item;
      else {
        if (item.missingComma) yield { repaired: 'missing-comma' };
        yield parseRecord(item.text, read);
      }
    }
    return;
  }
  let overlong = 0;
  const lines = readLines(path, { ...options, maxLineLength: MAX_RECORD_LENGTH, onOverlong: () => overlong++ });
  const lineReader = createLineReader(detected.format, path, read, options.labelColumn);
  for await (const line of lines) {
    const record = line.trim() === '' ? undefined : lineReader(line);
    if (record) yield record;
  }
  for (; overlong > 0; overlong--) yield { drop: 'record-too-long' };
}

/** Returns a reader of lines, which returns undefined for a line that is not a record, such as a table's header. */
function createLineReader(
  format: DialogueFormat,
  path: string,
  read: RecordReader,
  labelColumn: string | undefined,
): (line: string) => DialogueRecord | undefined {
  if (format === 'dialogpt') return read;
  if (format !== 'table') return (line) => parseRecord(line, read);
  let table: Table | undefined;
  const column = labelColumn?.toLowerCase();
  return (line) => {
    if (!table) {
      table = parseTableHeader(line);
      return table ? undefined : { drop: 'wrong-shape' };
    }
    const row = readRow(table, line, sourceName(path));
    if ('drop' in row) return row;
    const label = column === undefined ? undefined : parseLabel(row.fields[column]);
    return label === undefined ? row.conversation : { ...row.conversation, label };
  };
}

/** Extends a reader: the value of a field becomes the label. */
function withLabel(read: RecordReader, labelColumn: string | undefined): RecordReader {
  if (labelColumn === undefined) return read;
  return (value) => {
    const record = read(value);
    const label = isObject(value) ? parseLabel(value[labelColumn]) : undefined;
    return 'drop' in record || label === undefined ? record : { ...record, label };
  };
}

/** A label is a number, boolean or text of at most 64 characters; other values give undefined. */
function parseLabel(value: unknown): string | undefined {
  const text =
    typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : typeof value === 'string'
        ? value.trim()
        : '';
  return text.length >= 1 && text.length <= 64 ? text : undefined;
}

function parseRecord(text: string, read: RecordReader): DialogueRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { drop: 'not-json' };
  }
  return read(value);
}

/** Source name of a file, which arms are matched on: `books_2015-02-03` for `books_2015-02-03.jsonl.gz`. */
export function sourceName(path: string): string {
  return basename(path)
    .replace(/\.(?:gz|zst)$/i, '')
    .replace(/\.[a-z]+$/i, '');
}

function createRecordReader(format: DialogueFormat, path: string): RecordReader {
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
    case 'table':
      return () => ({ drop: 'wrong-shape' }); // tables are read by createLineReader
  }
}
