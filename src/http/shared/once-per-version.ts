/** Answers that are kept; the one asked for longest ago goes first. */
const MOST = 100;

/**
 * Works out what depends on a tournament's version alone once, however many ask for it: those who come while it is
 * worked out wait for the same answer. A failure is not kept.
 */
export class OncePerVersion {
  readonly #known = new Map<string, { readonly version: number; readonly answer: Promise<unknown> }>();

  /** `key` names the kind of answer and the tournament. */
  answer<T>(key: string, version: number, make: () => Promise<T>): Promise<T> {
    const found = this.#known.get(key);
    this.#known.delete(key);
    const kept = found?.version === version ? found : { version, answer: make() };
    this.#known.set(key, kept);
    if (kept !== found) kept.answer.catch(() => this.#known.get(key) === kept && this.#known.delete(key));
    if (this.#known.size > MOST) this.#known.delete(this.#known.keys().next().value!);
    return kept.answer as Promise<T>;
  }
}
