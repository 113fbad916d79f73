/** Records of one dialogue file in any format we read, streamed in constant memory. */
import { basename } from 'node:path';
import type { ReadOptions } from '../../files/index.js';
import { readLines, readText } from '../../files/index.js';
import { type DialogueRecord, isObject, type RecordReader } from '../conversation/index.js';
import type { DetectedFormat, DialogueFormat } from './detect-format.js';
import { jsonItems } from './json-items.js';
import { chitchatReader } from './read-chitchat.js';
import { dialogptReader } from './read-dialogpt.js';
import { conversationReader, exchangeReader, turnsReader } from './read-exchanges.js';
import { pairsReader } from './read-pairs.js';
import { readRow, type Table, tableOf } from './read-table.js';

export interface DialogueReadOptions extends ReadOptions {
  /** The field or column whose value is kept as the label of the record's replies. */
  readonly labelColumn?: string | undefined;
}

/** UTF-16 units; the longest conversation of the files we know has 50 thousand. */
const LONGEST_RECORD = 4 * 2 ** 20;

export async function* readDialogue(
  path: string,
  detected: DetectedFormat,
  options: DialogueReadOptions = {},
): AsyncGenerator<DialogueRecord> {
  const read = labelled(recordReader(detected.format, path), options.labelColumn);
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
  const lineReader = readerOfLines(detected.format, path, read, options.labelColumn);
  for await (const line of lines) {
    const record = line.trim() === '' ? undefined : lineReader(line);
    if (record) yield record;
  }
  for (; overlong > 0; overlong--) yield { drop: 'record-too-long' };
}

/** What a line is; undefined for one that is no record, such as a table's header. */
function readerOfLines(
  format: DialogueFormat,
  path: string,
  read: RecordReader,
  labelColumn: string | undefined,
): (line: string) => DialogueRecord | undefined {
  if (format === 'dialogpt') return read;
  if (format !== 'table') return (line) => parsed(line, read);
  let table: Table | undefined;
  const column = labelColumn?.toLowerCase();
  return (line) => {
    if (!table) {
      table = tableOf(line);
      return table ? undefined : { drop: 'wrong-shape' };
    }
    const row = readRow(table, line, sourceName(path));
    if ('drop' in row) return row;
    const label = column === undefined ? undefined : labelOf(row.fields[column]);
    return label === undefined ? row.conversation : { ...row.conversation, label };
  };
}

/** A reader that also keeps the value of a field as the label. */
function labelled(read: RecordReader, labelColumn: string | undefined): RecordReader {
  if (labelColumn === undefined) return read;
  return (value) => {
    const record = read(value);
    const label = isObject(value) ? labelOf(value[labelColumn]) : undefined;
    return 'drop' in record || label === undefined ? record : { ...record, label };
  };
}

/** Labels are short words or numbers; anything else is none. */
function labelOf(value: unknown): string | undefined {
  const text =
    typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : typeof value === 'string'
        ? value.trim()
        : '';
  return text.length >= 1 && text.length <= 64 ? text : undefined;
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
  return basename(path)
    .replace(/\.(?:gz|zst)$/i, '')
    .replace(/\.[a-z]+$/i, '');
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
    case 'table':
      return () => ({ drop: 'wrong-shape' }); // read line by line, by its header
  }
}
