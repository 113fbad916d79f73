/** Labelled messages in a table with a header, as MELD has them: a column for the text, one for the class in a word. */

import { SENTIMENTS, type Sentiment } from '../conversation/index.js';
import { fieldsOf } from '../read/index.js';

const TEXT = ['text', 'utterance', 'message', 'reply'];
const CLASS = ['sentiment', 'label', 'tone'];

export interface GoldTable {
  read(line: string): { readonly text: string; readonly sentiment: Sentiment } | 'wrong-shape' | 'empty';
}

/** The table that begins with this line; undefined where the line is no header of one. */
export function goldTable(header: string): GoldTable | undefined {
  const separator = header.includes('\t') ? '\t' : ',';
  const columns = fieldsOf(header, separator)?.map((name) => name.trim().toLowerCase()) ?? [];
  const place = (names: readonly string[]): number => columns.findIndex((column) => names.includes(column));
  const [textAt, classAt] = [place(TEXT), place(CLASS)];
  if (textAt < 0 || classAt < 0) return undefined;
  return {
    read(line) {
      const fields = fieldsOf(line, separator);
      if (fields?.length !== columns.length) return 'wrong-shape';
      const text = fields[textAt]!.trim();
      const sentiment = SENTIMENTS.find((name) => name === fields[classAt]!.trim().toLowerCase());
      if (sentiment === undefined) return 'wrong-shape';
      return text === '' ? 'empty' : { text, sentiment };
    },
  };
}
