import { LRUCache } from 'lru-cache';

/** An answer as it is sent, or only what a 304 needs where the client had the body already. */
export interface KeptAnswer {
  readonly etag: string;
  /** Header names and values by turns, as `writeHead` takes them: of a 304, and of a 200. */
  readonly fresh: readonly string[];
  readonly whole: readonly string[];
  /** Bytes of the body, one a character: Node sends such a text together with the headers in one write. */
  readonly body: string | null;
}

interface Entry extends KeptAnswer {
  readonly subject: string;
}

/** Memory that headers, keys and bookkeeping of an entry take in addition to its body, about, in bytes. */
const OVERHEAD = 1000;

/**
 * Answers by key, each with the subject on which it depends. The least recently used ones are dropped when all together
 * exceed a number of bytes.
 *
 * An answer is made by queries, and a change can be told while they run. So whoever makes one takes a ticket first; an
 * answer whose ticket is older than a drop of its subject is not kept.
 */
export class AnswerCache {
  readonly #answers: LRUCache<string, Entry>;
  readonly #keys = new Map<string, Set<string>>();
  #drops = 0;

  /** `maxBytes` limits all answers together; one answer may take an eighth. */
  constructor(maxBytes: number) {
    this.#answers = new LRUCache<string, Entry>({
      maxSize: maxBytes,
      maxEntrySize: Math.ceil(maxBytes / 8),
      sizeCalculation: ({ body }, key) => OVERHEAD + 2 * key.length + (body?.length ?? 0),
      dispose: ({ subject }, key, reason) => {
        if (reason !== 'set') this.#forget(subject, key);
      },
    });
  }

  /** Total size of what is kept, in bytes. */
  get bytes(): number {
    return this.#answers.calculatedSize;
  }

  /** Returns the kept answer, or undefined. */
  get(key: string): KeptAnswer | undefined {
    return this.#answers.get(key);
  }

  /** Returns a ticket, to be taken before the first query of an answer. */
  ticket(): number {
    return this.#drops;
  }

  /** Keeps an answer, unless something was dropped since its ticket. */
  keep(key: string, subject: string, answer: KeptAnswer, ticket: number): void {
    if (ticket !== this.#drops) return;
    const known = this.#answers.peek(key);
    if (answer.body === null && known?.etag === answer.etag) return; // the one with the body serves both
    this.#answers.set(key, { ...answer, subject });
    const keys = this.#keys.get(subject) ?? new Set();
    this.#keys.set(subject, keys.add(key));
    if (!this.#answers.has(key)) this.#forget(subject, key); // larger than one answer may be
  }

  /** Drops all answers about a subject, or all there are. */
  drop(subject: string | null): void {
    this.#drops++;
    if (subject === null) this.#answers.clear();
    else for (const key of [...(this.#keys.get(subject) ?? [])]) this.#answers.delete(key);
  }

  #forget(subject: string, key: string): void {
    const keys = this.#keys.get(subject);
    keys?.delete(key);
    if (keys?.size === 0) this.#keys.delete(subject);
  }
}
