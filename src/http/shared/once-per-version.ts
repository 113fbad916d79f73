import { LRUCache } from 'lru-cache';

/** Answers that are kept; the one asked for longest ago goes first. */
const MOST = 100;

interface Kept {
  readonly version: number;
  readonly answer: Promise<unknown>;
}

/**
 * Works out what depends on a tournament's version alone once, however many ask for it: those who come while it is
 * worked out wait for the same answer. A failure is not kept.
 */
export class OncePerVersion {
  readonly #known = new LRUCache<string, Kept>({ max: MOST });

  /** `key` names the kind of answer and the tournament. */
  answer<T>(key: string, version: number, make: () => Promise<T>): Promise<T> {
    const found = this.#known.get(key);
    if (found?.version === version) return found.answer as Promise<T>;
    const answer = make();
    const kept = { version, answer };
    this.#known.set(key, kept);
    answer.catch(() => this.#known.peek(key) === kept && this.#known.delete(key));
    return answer;
  }
}
