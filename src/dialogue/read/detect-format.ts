/** Which format a file of dialogue is in, from its first records; its name is not asked. */
import { FileError, readText } from '../../files/index.js';
import { isObject } from '../conversation/index.js';
import { tableOf } from './read-table.js';

export const DIALOGUE_FORMATS = [
  'chitchat',
  'dialogpt',
  'pairs',
  'starter',
  'turns',
  'conversations',
  'table',
] as const;
export type DialogueFormat = (typeof DIALOGUE_FORMATS)[number];

export interface DetectedFormat {
  readonly format: DialogueFormat;
  /** One record a line, or one JSON value around all records. */
  readonly layout: 'lines' | 'one-json';
}

/** More than the longest record that a first line may be. */
const LOOK_AT = 256 * 1024;
const LINES = 20;

export async function detectFormat(path: string, asked?: DialogueFormat): Promise<DetectedFormat> {
  let start = '';
  for await (const text of readText(path)) {
    start += text;
    if (start.length >= LOOK_AT) break;
  }
  if (start.trim() === '') throw new FileError('empty', `${path}: is empty`);
  if (asked === 'dialogpt') return { format: asked, layout: 'lines' };
  const lines = start.split('\n', LINES).map((line) => line.trim());
  const found = lines.map(formatOfLine).find((format) => format !== undefined);
  if (found !== undefined) return { format: asked ?? found, layout: 'lines' };
  if (tableOf(lines.find((line) => line !== '') ?? '')) return { format: asked ?? 'table', layout: 'lines' };
  const opening = start.trimStart()[0];
  if (opening === '[' || opening === '{') {
    const format = asked ?? formatOfJsonStart(start);
    if (format !== undefined) return { format, layout: 'one-json' };
  } else if (lines.some((line) => line.split('\t').length === 2)) {
    return { format: asked ?? 'dialogpt', layout: 'lines' };
  }
  const kinds = DIALOGUE_FORMATS.join(', ');
  throw new FileError(
    'wrong-kind',
    asked === undefined
      ? `${path}: is no dialogue file of a kind we read (${kinds})`
      : `${path}: is not in the format ${asked}`,
  );
}

/** The format of a line that is a whole record; undefined for any other line. */
function formatOfLine(line: string): DialogueFormat | undefined {
  if (!line.startsWith('{')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  if ('question' in value && 'answer' in value) return 'pairs';
  if ('context' in value && 'reply' in value) return 'starter';
  if ('turns' in value) return 'source' in value ? 'conversations' : 'turns';
  return 'messages' in value ? 'chitchat' : undefined;
}

function formatOfJsonStart(start: string): DialogueFormat | undefined {
  if (/"messages"\s*:\s*\[/.test(start)) return 'chitchat';
  if (/"question"\s*:/.test(start) && /"answer"\s*:/.test(start)) return 'pairs';
  if (/"turns"\s*:\s*\[\s*"/.test(start)) return 'turns';
  return /"context"\s*:\s*\[/.test(start) && /"reply"\s*:/.test(start) ? 'starter' : undefined;
}
