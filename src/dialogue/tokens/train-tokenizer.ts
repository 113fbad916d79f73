/**
 * Learns a byte-level BPE vocabulary (Sennrich et al. 2016, arXiv 1508.07909): repeatedly, the most frequent pair of
 * adjacent tokens becomes a token.
 */
import { BYTE_CHARACTERS, END_OF_TURN, splitWords } from './byte-level.js';
import { writeTokenizerFile } from './tokenizer-file.js';

/** Rarer pairs are not merged. */
const MIN_COUNT = 2;
/**
 * Largest number of distinct words; beyond it those counted once so far are dropped, which bounds memory on any corpus.
 */
const MAX_WORDS = 1_000_000;

interface Word {
  /** Token ids; fewer as pairs merge. */
  ids: number[];
  readonly count: number;
}

interface Pair {
  count: number;
  /** Indices of words that may contain the pair; some no longer do. */
  readonly words: Set<number>;
}

/**
 * Returns the text of a `tokenizer.json` with at most `size` tokens: end of turn, 256 bytes, merges. Ties go to the
 * pair of lower ids, as in Hugging Face's trainer, so the result does not depend on the order of texts. Throws
 * RangeError for a size outside 257 to 65,536.
 */
export function trainTokenizer(texts: Iterable<string>, size: number): string {
  if (!Number.isInteger(size) || size < 257 || size > 65_536)
    throw new RangeError('size must be between 257 and 65,536');
  // bytes are numbered in the order of their characters, as in Hugging Face's trainer
  const vocabulary = [END_OF_TURN, ...[...BYTE_CHARACTERS].sort()];
  const idOf = new Map(vocabulary.map((token, id) => [token, id]));
  const byteIds = BYTE_CHARACTERS.map((character) => idOf.get(character)!);
  const words = countWords(texts, byteIds);
  const pairs = countPairs(words);
  const merges: [string, string][] = [];

  while (vocabulary.length < size) {
    const best = mostFrequentPair(pairs);
    if (best === undefined) break;
    const left = Math.floor(best / PAIR_BASE);
    const right = best % PAIR_BASE;
    const token = vocabulary[left]! + vocabulary[right]!;
    merges.push([vocabulary[left]!, vocabulary[right]!]);
    let id = idOf.get(token);
    if (id === undefined) {
      id = vocabulary.push(token) - 1;
      idOf.set(token, id);
    }
    applyMerge(words, pairs, { key: best, left, right, id });
  }
  const plain = { special: [0], ordinary: [], splitsDigits: false, unknown: undefined };
  return writeTokenizerFile({ vocabulary, merges, endOfTurn: 0, ...plain });
}

/** A pair is the number left * PAIR_BASE + right. */
const PAIR_BASE = 65_536;

function countWords(texts: Iterable<string>, byteIds: readonly number[]): Word[] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const word of splitWords(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
    if (counts.size > MAX_WORDS) {
      for (const [word, count] of counts) if (count === 1) counts.delete(word);
    }
  }
  const utf8 = new TextEncoder();
  return [...counts].map(([word, count]) => ({ ids: Array.from(utf8.encode(word), (byte) => byteIds[byte]!), count }));
}

function countPairs(words: readonly Word[]): Map<number, Pair> {
  const pairs = new Map<number, Pair>();
  words.forEach((word, at) => {
    for (let i = 0; i + 1 < word.ids.length; i++)
      addCount(pairs, word.ids[i]! * PAIR_BASE + word.ids[i + 1]!, word.count, at);
  });
  return pairs;
}

/** Adds `count` (possibly negative) to a pair because of the word with index `word`. */
function addCount(pairs: Map<number, Pair>, key: number, count: number, word: number): void {
  let pair = pairs.get(key);
  if (pair === undefined) {
    pair = { count: 0, words: new Set() };
    pairs.set(key, pair);
  }
  pair.count += count;
  if (pair.count === 0) pairs.delete(key);
  else if (count > 0) pair.words.add(word);
}

/** A linear scan: some ten thousand pairs times two thousand merges take about a second. */
function mostFrequentPair(pairs: ReadonlyMap<number, Pair>): number | undefined {
  let best: number | undefined;
  let bestCount = MIN_COUNT - 1;
  for (const [key, pair] of pairs) {
    if (pair.count > bestCount || (pair.count === bestCount && best !== undefined && key < best)) {
      best = key;
      bestCount = pair.count;
    }
  }
  return best;
}

interface LearntMerge {
  /** The pair as a number. */
  readonly key: number;
  readonly left: number;
  readonly right: number;
  /** The token it becomes. */
  readonly id: number;
}

/** Replaces the pair in each word that contains it and updates the counts of adjacent pairs. */
function applyMerge(words: readonly Word[], pairs: Map<number, Pair>, { key, left, right, id }: LearntMerge): void {
  for (const at of pairs.get(key)!.words) {
    const word = words[at]!;
    const old = word.ids;
    const merged: number[] = [];
    for (let i = 0; i < old.length; i++) {
      if (old[i] === left && i + 1 < old.length && old[i + 1] === right) {
        merged.push(id);
        i++;
      } else merged.push(old[i]!);
    }
    if (merged.length === old.length) continue;
    for (let i = 0; i + 1 < old.length; i++) addCount(pairs, old[i]! * PAIR_BASE + old[i + 1]!, -word.count, at);
    for (let i = 0; i + 1 < merged.length; i++)
      addCount(pairs, merged[i]! * PAIR_BASE + merged[i + 1]!, word.count, at);
    word.ids = merged;
  }
  pairs.delete(key);
}
