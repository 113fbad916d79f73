/** How rare the words of replies are, so that arms can be matched on difficulty. */
import type { DialogueExample } from '../conversation/index.js';

/** Rarity of words relative to one dataset. */
export interface Rarity {
  /**
   * Mean information of a reply's words, bits: the higher, the rarer the words are in the dataset. 0 for a reply
   * without words.
   */
  bits(reply: string): number;
  /** Returns the third of the dataset's replies it belongs to: `common`, `middling` or `rare` words. */
  tercile(reply: string): string;
}

const TERCILES = ['common', 'middling', 'rare'] as const;

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];

/** Results by array of examples, since several arms are sampled from one. */
const cache = new WeakMap<readonly DialogueExample[], Rarity>();

/**
 * Returns the rarity of words over the training replies of `examples`, with Laplace smoothing: one more of each word
 * and of an unseen one.
 */
export function rarityOf(examples: readonly DialogueExample[]): Rarity {
  let rarity = cache.get(examples);
  if (!rarity) cache.set(examples, (rarity = count(examples)));
  return rarity;
}

function count(examples: readonly DialogueExample[]): Rarity {
  const replies = examples.filter(({ heldOut }) => !heldOut).map(({ reply }) => reply);
  const counts = new Map<string, number>();
  let total = 0;
  for (const reply of replies) {
    for (const word of wordsOf(reply)) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
      total++;
    }
  }
  const smoothedTotal = total + counts.size + 1;
  const measure = (reply: string): number => {
    const words = wordsOf(reply);
    const sum = words.reduce((before, word) => before - Math.log2(((counts.get(word) ?? 0) + 1) / smoothedTotal), 0);
    return words.length === 0 ? 0 : sum / words.length;
  };
  const known = new Map(replies.map((reply) => [reply, measure(reply)]));
  const bits = (reply: string): number => known.get(reply) ?? measure(reply);
  const sorted = Float64Array.from(replies, bits).sort();
  const limits = [1, 2].map((part) => sorted[Math.floor((part * sorted.length) / TERCILES.length)] ?? Infinity);
  return {
    bits,
    tercile(reply) {
      const own = bits(reply);
      const at = limits.findIndex((limit) => own < limit);
      return TERCILES[at < 0 ? TERCILES.length - 1 : at]!;
    },
  };
}
