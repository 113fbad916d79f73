/** How rare the words of replies are, so that arms can be made equally hard to say. */
import type { DialogueExample } from '../conversation/index.js';

export interface Rarity {
  /**
   * Mean information of a reply's words, in bits: the higher, the rarer its words are in this dataset. 0 for a reply
   * without words.
   */
  bits(reply: string): number;
  /** Which third of the dataset's replies it is in: `common`, `middling` or `rare` words. */
  third(reply: string): string;
}

const THIRDS = ['common', 'middling', 'rare'] as const;

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];

/** Of arrays that were counted before: several arms are drawn from one. */
const counted = new WeakMap<readonly DialogueExample[], Rarity>();

/** Counted over the replies that are learnt from; one more of each word and of an unseen one (Laplace). */
export function rarityOf(examples: readonly DialogueExample[]): Rarity {
  let rarity = counted.get(examples);
  if (!rarity) counted.set(examples, (rarity = count(examples)));
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
  const all = total + counts.size + 1;
  const measure = (reply: string): number => {
    const words = wordsOf(reply);
    const sum = words.reduce((before, word) => before - Math.log2(((counts.get(word) ?? 0) + 1) / all), 0);
    return words.length === 0 ? 0 : sum / words.length;
  };
  const known = new Map(replies.map((reply) => [reply, measure(reply)]));
  const bits = (reply: string): number => known.get(reply) ?? measure(reply);
  const sorted = Float64Array.from(replies, bits).sort();
  const ends = [1, 2].map((part) => sorted[Math.floor((part * sorted.length) / THIRDS.length)] ?? Infinity);
  return {
    bits,
    third(reply) {
      const own = bits(reply);
      const at = ends.findIndex((end) => own < end);
      return THIRDS[at < 0 ? THIRDS.length - 1 : at]!;
    },
  };
}
