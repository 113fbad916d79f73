import type { Sentiment } from '../../src/dialogue/conversation/conversation.js';
import type { GoldMessage, GoldSet } from '../../src/dialogue/tone/sentiment-gold.js';
import { sha256Hex } from '../../src/spec/keys/hash.js';
import { randomFromHash } from '../../src/spec/keys/random.js';

const WORDS: Record<Sentiment, readonly string[]> = {
  positive: ['lovely', 'glad', 'delightful', 'sunny'],
  negative: ['dreadful', 'sad', 'gloomy', 'nasty'],
  neutral: ['table', 'station', 'Tuesday', 'seven'],
};
const FILLERS = ['the', 'a', 'is', 'it', 'was', 'then', 'there', 'here'];

/** Messages of fillers with a word of their class in most of them; one in ten says a word of another class. */
export function labelled(count: number, seed = 1): GoldSet {
  const random = randomFromHash(sha256Hex(`labelled/${seed}`));
  const of = <T>(list: readonly T[]): T => list[random.below(list.length)]!;
  const classes = Object.keys(WORDS) as Sentiment[];
  const messages = Array.from({ length: count }, (_, i): GoldMessage => {
    const sentiment = classes[i % 3]!;
    const told = random.next() < 0.1 ? of(classes) : sentiment;
    return { sentiment, text: `${of(FILLERS)} ${of(FILLERS)} ${of(WORDS[told])} ${of(FILLERS)} ${i}` };
  });
  return { file: 'made-up.tsv', format: 'table', messages, leftOut: {}, hash: sha256Hex(`made up ${count} ${seed}`) };
}
