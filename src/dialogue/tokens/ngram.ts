/**
 * An n-gram language model on tokens: interpolated modified Kneser-Ney smoothing (Chen & Goodman, "An empirical study
 * of smoothing techniques for language modeling", Harvard TR-10-98, section 4.1.5 and equations 26 and 27), the
 * baseline for a network's perplexity. With h a history, h' the same without its oldest token, and c the counts of
 * a level,
 *
 *   p(w | h) = (c(hw) - D(c(hw))) / c(h) + (D1 N1(h) + D2 N2(h) + D3 N3(h)) / c(h) * p(w | h')
 *
 * where c(h) is the sum of c(hw) over w and Nk(h) the number of w with c(hw) = k (three and more, for k = 3). The
 * highest level counts occurrences; every lower one counts the different tokens that stand before hw. Below one token
 * stands the uniform distribution, so that every token has a probability.
 */
import type { ChatSequence } from './pack.js';

/** Discounts of counts of 1, of 2, and of 3 and more. */
type Discounts = readonly [number, number, number];

/** Used for levels with too little data for the estimate, as in KenLM's `--discount_fallback`. */
const FALLBACK_DISCOUNTS: Discounts = [0.5, 1, 1.5];

/** n-grams of one length. An n-gram is the number whose digits in the model's base are its tokens, oldest first. */
interface Level {
  /** Ascending. */
  readonly grams: Float64Array;
  readonly counts: Uint32Array;
  /** Ascending: the n-grams without their last token. */
  readonly histories: Float64Array;
  /** c(h), and the sum of the discounts taken from it; their ratio is the weight of the level below. */
  readonly totals: Float64Array;
  readonly discounted: Float64Array;
  readonly discounts: Discounts;
}

/** A trained model. */
export class NgramModel {
  readonly #levels: readonly Level[];
  readonly #base: number;

  /** `levels` from one token to `order` tokens. */
  constructor(
    levels: readonly Level[],
    /** Number of tokens. */
    readonly vocabulary: number,
  ) {
    this.#levels = levels;
    this.#base = vocabulary + 1;
  }

  /** Length of the longest n-grams. */
  get order(): number {
    return this.#levels.length;
  }

  /**
   * Returns p(token | the tokens before index `at`); sums to 1 over the vocabulary. A token of its own stands for what
   * is before the beginning.
   */
  probability(tokens: ArrayLike<number>, at: number, token: number): number {
    let probability = 1 / this.vocabulary;
    let history = 0;
    let digit = 1;
    for (let n = 0; n < this.order; n++) {
      if (n > 0) {
        history += (tokens[at - n] ?? this.vocabulary) * digit;
        digit *= this.#base;
      }
      const { grams, counts, histories, totals, discounted, discounts } = this.#levels[n]!;
      const context = indexOfSorted(histories, history);
      if (context < 0) break; // longer histories are unknown too
      const gram = indexOfSorted(grams, history * this.#base + token);
      const discountedCount = gram < 0 ? 0 : counts[gram]! - discountOf(counts[gram]!, discounts);
      probability = (discountedCount + discounted[context]! * probability) / totals[context]!;
    }
    return probability;
  }

  /** Returns the total negative log-likelihood (nats) and number of the targets: tokens from `lossFrom` on. */
  nats(sequences: Iterable<ChatSequence>): { nats: number; tokens: number } {
    let nats = 0;
    let count = 0;
    for (const { tokens, lossFrom } of sequences) {
      for (let at = lossFrom; at < tokens.length; at++) {
        nats -= Math.log(this.probability(tokens, at, tokens[at]!));
        count++;
      }
    }
    return { nats, tokens: count };
  }
}

/**
 * Trains a model on the targets of the sequences with the tokens before them, as a network is. Throws RangeError for a
 * vocabulary whose n-grams are not safe integers (65,536 allows an order of 3), and if there is no target.
 */
export function trainNgram(sequences: Iterable<ChatSequence>, vocabulary: number, order = 3): NgramModel {
  const base = vocabulary + 1; // one more for the token before the beginning
  if (base ** order > Number.MAX_SAFE_INTEGER)
    throw new RangeError(`${order} tokens of a vocabulary of ${vocabulary} are no safe integer`);
  const all = [...sequences];
  const grams = new Float64Array(all.reduce((sum, { tokens, lossFrom }) => sum + tokens.length - lossFrom, 0));
  if (grams.length === 0) throw new RangeError('no token to learn from');
  let next = 0;
  for (const { tokens, lossFrom } of all) {
    for (let at = lossFrom; at < tokens.length; at++) {
      let gram = 0;
      for (let back = order - 1; back >= 0; back--) gram = gram * base + (tokens[at - back] ?? vocabulary);
      grams[next++] = gram;
    }
  }
  const levels = [levelOf(grams, base)];
  for (let n = order - 1; n > 0; n--) {
    const span = base ** n;
    levels.unshift(
      levelOf(
        levels[0]!.grams.map((gram) => gram % span),
        base,
      ),
    ); // each different longer n-gram counts once
  }
  return new NgramModel(levels, vocabulary);
}

/** Counts the n-grams of one length; sorts `occurrences` in place. */
function levelOf(occurrences: Float64Array, base: number): Level {
  const [grams, counts] = tally(occurrences.sort());
  const discounts = estimateDiscounts(counts);
  const [histories, followers] = tally(grams.map((gram) => Math.floor(gram / base)));
  const totals = new Float64Array(histories.length);
  const discounted = new Float64Array(histories.length);
  let gram = 0;
  followers.forEach((distinct, history) => {
    for (const end = gram + distinct; gram < end; gram++) {
      totals[history]! += counts[gram]!;
      discounted[history]! += discountOf(counts[gram]!, discounts);
    }
  });
  return { grams, counts, histories, totals, discounted, discounts };
}

const discountOf = (count: number, discounts: Discounts): number => discounts[Math.min(count, 3) - 1]!;

/**
 * Estimates the discounts from the numbers of n-grams that occur once, twice, three and four times (equation 26).
 *
 * @internal
 */
export function estimateDiscounts(counts: Uint32Array): Discounts {
  const n = [0, 0, 0, 0, 0];
  for (const count of counts) if (count <= 4) n[count]!++;
  if (n.slice(1).includes(0)) return FALLBACK_DISCOUNTS;
  const y = n[1]! / (n[1]! + 2 * n[2]!);
  const discounts = [1, 2, 3].map((k) => k - ((k + 1) * y * n[k + 1]!) / n[k]!) as unknown as Discounts;
  return discounts.every((discount, k) => discount >= 0 && discount <= k + 1) ? discounts : FALLBACK_DISCOUNTS;
}

/** Returns the distinct values of an ascending array and their counts. */
function tally(sorted: Float64Array): [Float64Array, Uint32Array] {
  const values = new Float64Array(sorted.length);
  const counts = new Uint32Array(sorted.length);
  let last = -1;
  for (let i = 0; i < sorted.length; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) values[++last] = sorted[i]!;
    counts[last]!++;
  }
  return [values.slice(0, last + 1), counts.slice(0, last + 1)];
}

/** Returns the index of a value in an ascending array, or -1. */
function indexOfSorted(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const candidate = sorted[middle]!;
    if (candidate === value) return middle;
    if (candidate < value) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
