import { LRUCache } from 'lru-cache';

/** Maximum number of cached answers; the least recently used one is evicted. */
const MAX_ANSWERS = 100;

interface CachedAnswer {
  readonly version: number;
  readonly answer: Promise<unknown>;
}

/**
 * A cache of answers that are determined by a tournament's version. Concurrent requests for one version share a single
 * computation. Failures are not cached.
 */
export class OncePerVersion {
  readonly #answers = new LRUCache<string, CachedAnswer>({ max: MAX_ANSWERS });

  /** Returns the cached answer for this key and version, else the result of `make`. `key` identifies the tournament. */
  answer<T>(key: string, version: number, make: () => Promise<T>): Promise<T> {
    const cached = this.#answers.get(key);
    if (cached?.version === version) return cached.answer as Promise<T>;
    const answer = make();
    const entry = { version, answer };
    this.#answers.set(key, entry);
    answer.catch(() => this.#answers.peek(key) === entry && this.#answers.delete(key));
    return answer;
  }
}
