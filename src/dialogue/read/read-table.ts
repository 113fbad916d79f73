/**
 * Tables of exchanges: tab- or comma-separated with a header that names the columns `context` (or `question`, `prompt`)
 * and `reply` (or `answer`, `response`). In a comma-separated one a field may stand in quotes, as RFC 4180 has it, but
 * not run over the end of its line.
 */
import { type RawConversation, WRONG_SHAPE } from '../conversation/index.js';

const CONTEXT = ['context', 'question', 'prompt'];
const REPLY = ['reply', 'answer', 'response'];

export interface Table {
  /** Names of the columns, in lower case. */
  readonly columns: readonly string[];
  read(line: string): readonly string[] | undefined;
}

/** The table that begins with this line; undefined where the line is no header of one. */
export function tableOf(header: string): Table | undefined {
  const separator = header.includes('\t') ? '\t' : ',';
  const columns = fieldsOf(header, separator)?.map((name) => name.trim().toLowerCase());
  if (!columns?.some((name) => CONTEXT.includes(name)) || !columns.some((name) => REPLY.includes(name)))
    return undefined;
  return { columns, read: (line) => fieldsOf(line, separator) };
}

/** A row as named fields and the conversation that they make. */
export function readRow(
  table: Table,
  line: string,
  source: string,
): { fields: Record<string, string>; conversation: RawConversation } | typeof WRONG_SHAPE {
  const values = table.read(line);
  if (values?.length !== table.columns.length) return WRONG_SHAPE;
  const fields = Object.fromEntries(table.columns.map((name, i) => [name, values[i]!]));
  const of = (names: readonly string[]): string => fields[names.find((name) => table.columns.includes(name))!]!;
  const [context, reply] = [of(CONTEXT), of(REPLY)];
  const turns = [
    { text: context, weight: 0 },
    { text: reply, weight: 1 },
  ];
  return { fields, conversation: { source, turns, thread: context } };
}

export function fieldsOf(line: string, separator: string): string[] | undefined {
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
