/** Reads exact numbers of bytes from a stream of chunks. Holds one chunk and the requested bytes in memory. */
export class ByteQueue {
  readonly #source: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);
  #position = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#source = chunks[Symbol.asyncIterator]();
  }

  /** The next `count` bytes; fewer only at the end of the stream. */
  async take(count: number): Promise<Buffer> {
    const out = Buffer.allocUnsafe(count);
    let filled = 0;
    while (filled < count && (await this.#fillChunk())) {
      const part = this.#chunk.subarray(this.#position, this.#position + count - filled);
      out.set(part, filled);
      filled += part.length;
      this.#position += part.length;
    }
    return out.subarray(0, filled);
  }

  /** Skips `count` bytes; returns the number skipped, which is smaller only at the end of the stream. */
  async skip(count: number): Promise<number> {
    let skipped = 0;
    while (skipped < count && (await this.#fillChunk())) {
      const step = Math.min(count - skipped, this.#chunk.length - this.#position);
      skipped += step;
      this.#position += step;
    }
    return skipped;
  }

  /** Reads the next chunk when the current one is used up; false at the end of the stream. */
  async #fillChunk(): Promise<boolean> {
    while (this.#position === this.#chunk.length) {
      const next = await this.#source.next();
      if (next.done) return false;
      this.#chunk = next.value;
      this.#position = 0;
    }
    return true;
  }
}
