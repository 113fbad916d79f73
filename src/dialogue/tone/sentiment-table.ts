/** Labelled messages in a table with a header, such as MELD: a column of text and a column with the class as a word. */

import { SENTIMENTS, type Sentiment } from '../conversation/index.js';
import { splitFields } from '../read/index.js';

/** Names of the text column, and of the class column. */
const TEXT_COLUMNS = ['text', 'utterance', 'message', 'reply'];
const CLASS_COLUMNS = ['sentiment', 'label', 'tone'];

/** The reader of a table's lines. */
export interface GoldTable {
  /** Returns the labelled message of a line, or why it is excluded. */
  read(line: string): { readonly text: string; readonly sentiment: Sentiment } | 'wrong-shape' | 'empty';
}

/** Returns a reader for the table with this header; undefined if the line is not a header with both columns. */
export function goldTable(header: string): GoldTable | undefined {
  const separator = header.includes('\t') ? '\t' : ',';
  const columns = splitFields(header, separator)?.map((name) => name.trim().toLowerCase()) ?? [];
  const columnOf = (names: readonly string[]): number => columns.findIndex((column) => names.includes(column));
  const [textAt, classAt] = [columnOf(TEXT_COLUMNS), columnOf(CLASS_COLUMNS)];
  if (textAt < 0 || classAt < 0) return undefined;
  return {
    read(line) {
      const fields = splitFields(line, separator);
      if (fields?.length !== columns.length) return 'wrong-shape';
      const text = fields[textAt]!.trim();
      const sentiment = SENTIMENTS.find((name) => name === fields[classAt]!.trim().toLowerCase());
      if (sentiment === undefined) return 'wrong-shape';
      return text === '' ? 'empty' : { text, sentiment };
    },
  };
}
