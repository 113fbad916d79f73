/** Takes exact counts of bytes from a stream of chunks; holds one chunk and what is asked for. */
export class ByteQueue {
  readonly #source: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#source = chunks[Symbol.asyncIterator]();
  }

  /** The next `count` bytes; fewer only at the end. */
  async take(count: number): Promise<Buffer> {
    const out = Buffer.allocUnsafe(count);
    let filled = 0;
    while (filled < count && (await this.#ready())) {
      const part = this.#chunk.subarray(this.#at, this.#at + count - filled);
      out.set(part, filled);
      filled += part.length;
      this.#at += part.length;
    }
    return out.subarray(0, filled);
  }

  /** Passes over `count` bytes without keeping them; returns how many there were. */
  async skip(count: number): Promise<number> {
    let passed = 0;
    while (passed < count && (await this.#ready())) {
      const step = Math.min(count - passed, this.#chunk.length - this.#at);
      passed += step;
      this.#at += step;
    }
    return passed;
  }

  async #ready(): Promise<boolean> {
    while (this.#at === this.#chunk.length) {
      const next = await this.#source.next();
      if (next.done) return false;
      this.#chunk = next.value;
      this.#at = 0;
    }
    return true;
  }
}
