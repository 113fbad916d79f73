/**
 * A message as a bag: its words, its pairs of neighbouring words (so that "not good" is not "good"), emoji, and runs of
 * exclamation and question marks. Each counts once, however often it comes.
 */

/** Emoji one by one; words with the apostrophes inside them; marks as one token for all lengths from two on. */
const TOKEN = /[\p{L}\p{N}]+(?:'[\p{L}\p{N}]+)*|\p{Extended_Pictographic}|[!?]+|[:;=]'?-?[()DPp/|]/gu;
/** Tokens of one message that are looked at. */
const MOST_TOKENS = 400;

function tokensOf(text: string): string[] {
  const plain = text.toLowerCase().replace(/[’‘]/g, "'");
  const tokens = plain.match(TOKEN) ?? [];
  return tokens
    .slice(0, MOST_TOKENS)
    .map((token) => (/^[!?]{2,}$/.test(token) ? (token.includes('?') ? '??' : '!!') : token));
}

/**
 * The bag's features, each once, in the order of their first coming. A pair has a space in it, so it cannot be taken
 * for a word.
 */
export function featuresOf(text: string): string[] {
  const tokens = tokensOf(text);
  const features = new Set(tokens);
  for (let i = 1; i < tokens.length; i++) features.add(`${tokens[i - 1]} ${tokens[i]}`);
  return [...features];
}

/** Bags over a numbered vocabulary, one after the other. */
export interface Bags {
  /** Bag i holds `columns[starts[i]]` to `columns[starts[i + 1] - 1]`. */
  readonly starts: Uint32Array;
  readonly columns: Uint32Array;
}

/** Features that come in at least `least` of the messages, sorted, so that the order of the messages does not show. */
export function vocabularyOf(messages: readonly string[], least: number): string[] {
  const counts = new Map<string, number>();
  for (const message of messages)
    for (const feature of featuresOf(message)) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count >= least)
    .map(([feature]) => feature)
    .sort();
}

/** Unknown features are left out. */
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
