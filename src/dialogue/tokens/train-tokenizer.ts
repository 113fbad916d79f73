/**
 * Learns a byte-level BPE vocabulary (Sennrich et al. 2016, 1508.07909): the commonest pair becomes a token, again and
 * again.
 */
import { BYTE_CHARACTERS, END_OF_TURN, splitWords } from './byte-level.js';
import { writeTokenizerFile } from './tokenizer-file.js';

/** A pair seen once teaches nothing. */
const LEAST_COUNT = 2;
/**
 * Distinct words counted; on more, those seen once so far are forgotten, so that memory stays bounded on any corpus.
 */
const MOST_WORDS = 1_000_000;

interface Word {
  /** Token ids, shrinking as pairs merge. */
  ids: number[];
  readonly count: number;
}

interface Pair {
  count: number;
  /** Words that may hold the pair; some no longer do. */
  readonly words: Set<number>;
}

/**
 * Returns the text of a `tokenizer.json` with at most `size` tokens: end of turn, 256 bytes, merges.
 * Ties go to the pair of lower ids, as in Hugging Face's trainer, so the result does not depend on the order of texts.
 */
export function trainTokenizer(texts: Iterable<string>, size: number): string {
  if (!Number.isInteger(size) || size < 257 || size > 65_536)
    throw new RangeError('size must be between 257 and 65,536');
  // Bytes are numbered in the order of their characters: also the other trainer's convention.
  const vocabulary = [END_OF_TURN, ...[...BYTE_CHARACTERS].sort()];
  const idOf = new Map(vocabulary.map((token, id) => [token, id]));
  const byteIds = BYTE_CHARACTERS.map((character) => idOf.get(character)!);
  const words = countWords(texts, byteIds);
  const pairs = countPairs(words);
  const merges: [string, string][] = [];

  while (vocabulary.length < size) {
    const best = commonestPair(pairs);
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
    mergeEverywhere(words, pairs, best, left, right, id);
  }
  return writeTokenizerFile({ vocabulary, merges, endOfTurn: 0 });
}

const PAIR_BASE = 65_536;

function countWords(texts: Iterable<string>, byteIds: readonly number[]): Word[] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const word of splitWords(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
    if (counts.size > MOST_WORDS) {
      for (const [word, count] of counts) if (count === 1) counts.delete(word);
    }
  }
  const utf8 = new TextEncoder();
  return [...counts].map(([word, count]) => ({ ids: Array.from(utf8.encode(word), (byte) => byteIds[byte]!), count }));
}

function countPairs(words: readonly Word[]): Map<number, Pair> {
  const pairs = new Map<number, Pair>();
  words.forEach((word, at) => {
    for (let i = 0; i + 1 < word.ids.length; i++) add(pairs, word.ids[i]!, word.ids[i + 1]!, word.count, at);
  });
  return pairs;
}

function add(pairs: Map<number, Pair>, left: number, right: number, count: number, word: number): void {
  const key = left * PAIR_BASE + right;
  let pair = pairs.get(key);
  if (pair === undefined) {
    pair = { count: 0, words: new Set() };
    pairs.set(key, pair);
  }
  pair.count += count;
  if (pair.count === 0) pairs.delete(key);
  else if (count > 0) pair.words.add(word);
}

/** A plain scan: some ten thousand pairs times two thousand merges take about a second. */
function commonestPair(pairs: ReadonlyMap<number, Pair>): number | undefined {
  let best: number | undefined;
  let most = LEAST_COUNT - 1;
  for (const [key, pair] of pairs) {
    if (pair.count > most || (pair.count === most && best !== undefined && key < best)) {
      best = key;
      most = pair.count;
    }
  }
  return best;
}

/** Replaces the pair in each word that holds it and moves the counts of its neighbours. */
function mergeEverywhere(
  words: readonly Word[],
  pairs: Map<number, Pair>,
  key: number,
  left: number,
  right: number,
  id: number,
): void {
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
    for (let i = 0; i + 1 < old.length; i++) add(pairs, old[i]!, old[i + 1]!, -word.count, at);
    for (let i = 0; i + 1 < merged.length; i++) add(pairs, merged[i]!, merged[i + 1]!, word.count, at);
    word.ids = merged;
  }
  pairs.delete(key);
}
