/**
 * Bag-of-words features of a message: words, pairs of adjacent words (so that "not good" differs from "good"), emoji,
 * and runs of exclamation and question marks. Each counts once, however often it occurs.
 */

/** Words with inner apostrophes, single emoji, runs of exclamation and question marks, emoticons. */
const TOKEN = /[\p{L}\p{N}]+(?:'[\p{L}\p{N}]+)*|\p{Extended_Pictographic}|[!?]+|[:;=]'?-?[()DPp/|]/gu;
/** Tokens of one message that are used; later ones are ignored. */
const MAX_TOKENS = 400;

function tokensOf(text: string): string[] {
  const plain = text.toLowerCase().replace(/[’‘]/g, "'");
  const tokens = plain.match(TOKEN) ?? [];
  return tokens
    .slice(0, MAX_TOKENS)
    .map((token) => (/^[!?]{2,}$/.test(token) ? (token.includes('?') ? '??' : '!!') : token));
}

/**
 * Returns the features of a message, each once, in the order of first occurrence. A pair contains a space, so it
 * differs from every word.
 */
export function featuresOf(text: string): string[] {
  const tokens = tokensOf(text);
  const features = new Set(tokens);
  for (let i = 1; i < tokens.length; i++) features.add(`${tokens[i - 1]} ${tokens[i]}`);
  return [...features];
}

/** Bags over a numbered vocabulary, in compressed sparse row form. */
export interface Bags {
  /** Bag i has the features `columns[starts[i]]` to `columns[starts[i + 1] - 1]`. */
  readonly starts: Uint32Array;
  /** Numbers of features. */
  readonly columns: Uint32Array;
}

/** Returns the features that occur in at least `minMessages` of the messages, sorted. */
export function vocabularyOf(messages: readonly string[], minMessages: number): string[] {
  const counts = new Map<string, number>();
  for (const message of messages)
    for (const feature of featuresOf(message)) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count >= minMessages)
    .map(([feature]) => feature)
    .sort();
}

/** Returns one bag per message over `vocabulary` (feature to number); unknown features are left out. */
export function bagsOf(messages: readonly string[], vocabulary: ReadonlyMap<string, number>): Bags {
  const starts = new Uint32Array(messages.length + 1);
  const columns: number[] = [];
  messages.forEach((message, i) => {
    for (const feature of featuresOf(message)) {
      const column = vocabulary.get(feature);
      if (column !== undefined) columns.push(column);
    }
    starts[i + 1] = columns.length;
  });
  return { starts, columns: Uint32Array.from(columns) };
}
