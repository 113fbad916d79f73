/**
 * Reader of the `table` format: tab- or comma-separated with a header that names the columns `context` (or `question`,
 * `prompt`) and `reply` (or `answer`, `response`). Comma-separated fields may be quoted as in RFC 4180, but must not
 * contain line ends.
 */
import { type RawConversation, WRONG_SHAPE } from '../conversation/index.js';

const CONTEXT_COLUMNS = ['context', 'question', 'prompt'];
const REPLY_COLUMNS = ['reply', 'answer', 'response'];

/** The columns of a table and how its rows are split. */
export interface Table {
  /** Column names in lower case. */
  readonly columns: readonly string[];
  /** Splits a row into fields; undefined if a quoted field is malformed. */
  read(line: string): readonly string[] | undefined;
}

/** Parses the header of a table; undefined if the line is not a header with the required columns. */
export function parseTableHeader(header: string): Table | undefined {
  const separator = header.includes('\t') ? '\t' : ',';
  const columns = splitFields(header, separator)?.map((name) => name.trim().toLowerCase());
  if (!columns?.some((name) => CONTEXT_COLUMNS.includes(name)) || !columns.some((name) => REPLY_COLUMNS.includes(name)))
    return undefined;
  return { columns, read: (line) => splitFields(line, separator) };
}

/** Parses a row: its fields by column name, and the conversation of context and reply. */
export function readRow(
  table: Table,
  line: string,
  source: string,
): { fields: Record<string, string>; conversation: RawConversation } | typeof WRONG_SHAPE {
  const values = table.read(line);
  if (values?.length !== table.columns.length) return WRONG_SHAPE;
  const fields = Object.fromEntries(table.columns.map((name, i) => [name, values[i]!]));
  const fieldAmong = (names: readonly string[]): string => fields[names.find((name) => table.columns.includes(name))!]!;
  const [context, reply] = [fieldAmong(CONTEXT_COLUMNS), fieldAmong(REPLY_COLUMNS)];
  const turns = [
    { text: context, weight: 0 },
    { text: reply, weight: 1 },
  ];
  return { fields, conversation: { source, turns, thread: context } };
}

/** Splits a line into fields; undefined if a quoted field is malformed. Only comma-separated fields may be quoted. */
export function splitFields(line: string, separator: string): string[] | undefined {
  if (separator === '\t') return line.split('\t');
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    let field = '';
    if (line[at] === '"') {
      for (at++; ; at++) {
        if (at >= line.length) return undefined; // the quote is never closed
        if (line[at] !== '"') field += line[at];
        else if (line[at + 1] === '"') field += line[at++];
        else break;
      }
      at++;
      if (at < line.length && line[at] !== separator) return undefined;
    } else {
      const end = line.indexOf(separator, at);
      field = line.slice(at, end < 0 ? line.length : end);
      at = end < 0 ? line.length : end;
    }
    fields.push(field);
    if (at >= line.length) return fields;
    at++;
  }
}
