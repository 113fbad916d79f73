/** Detects the format of a dialogue file from its first records; the file name is not used. */
import { FileError, readText } from '../../files/index.js';
import { DIALOGUE_FORMATS, type DialogueFormat } from '../../vocabulary/index.js';
import { isObject } from '../conversation/index.js';
import { parseTableHeader } from './read-table.js';

/** How a file is to be read. */
export interface DetectedFormat {
  readonly format: DialogueFormat;
  /** One record a line, or one JSON value around all records. */
  readonly layout: 'lines' | 'one-json';
}

/** Characters and lines that are examined. The first record must end within them. */
const SAMPLE_LENGTH = 256 * 1024;
const SAMPLE_LINES = 20;

/**
 * Detects format and layout of a file. A `requested` format is kept, and only the layout is detected. Throws FileError
 * if the file is unreadable, empty, or in no supported format.
 */
export async function detectFormat(path: string, requested?: DialogueFormat): Promise<DetectedFormat> {
  let start = '';
  for await (const text of readText(path)) {
    start += text;
    if (start.length >= SAMPLE_LENGTH) break;
  }
  if (start.trim() === '') throw new FileError('empty', `${path}: is empty`);
  if (requested === 'dialogpt') return { format: requested, layout: 'lines' };
  const lines = start.split('\n', SAMPLE_LINES).map((line) => line.trim());
  const lineFormat = lines.map(detectLineFormat).find((format) => format !== undefined);
  if (lineFormat !== undefined) return { format: requested ?? lineFormat, layout: 'lines' };
  if (parseTableHeader(lines.find((line) => line !== '') ?? ''))
    return { format: requested ?? 'table', layout: 'lines' };
  const opening = start.trimStart()[0];
  if (opening === '[' || opening === '{') {
    const format = requested ?? detectJsonFormat(start);
    if (format !== undefined) return { format, layout: 'one-json' };
  } else if (lines.some((line) => line.split('\t').length === 2)) {
    return { format: requested ?? 'dialogpt', layout: 'lines' };
  }
  const formats = DIALOGUE_FORMATS.join(', ');
  throw new FileError(
    'wrong-kind',
    requested === undefined
      ? `${path}: is not a dialogue file in a supported format (${formats})`
      : `${path}: is not in the format ${requested}`,
  );
}

/** Format of a line that is a complete JSON record; undefined for any other line. */
function detectLineFormat(line: string): DialogueFormat | undefined {
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

/** Format of a single JSON value by its first characters; undefined if unknown. */
function detectJsonFormat(start: string): DialogueFormat | undefined {
  if (/"messages"\s*:\s*\[/.test(start)) return 'chitchat';
  if (/"question"\s*:/.test(start) && /"answer"\s*:/.test(start)) return 'pairs';
  if (/"turns"\s*:\s*\[\s*"/.test(start)) return 'turns';
  return /"context"\s*:\s*\[/.test(start) && /"reply"\s*:/.test(start) ? 'starter' : undefined;
}
