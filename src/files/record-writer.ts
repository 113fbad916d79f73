import { type FileHandle, open } from 'node:fs/promises';

/** Appends bytes to a new file through one buffer. */
export class RecordWriter {
  readonly #buffer = Buffer.allocUnsafe(2 ** 20);
  #filled = 0;

  private constructor(readonly handle: FileHandle) {}

  static async create(path: string): Promise<RecordWriter> {
    return new RecordWriter(await open(path, 'wx'));
  }

  /**
   * True when the bytes only went to the buffer; otherwise `flush` first and write again. Keeps the common case without
   * a promise.
   */
  write(bytes: Uint8Array): boolean {
    if (this.#filled + bytes.length > this.#buffer.length) return false;
    this.#buffer.set(bytes, this.#filled);
    this.#filled += bytes.length;
    return true;
  }

  async flush(): Promise<void> {
    let from = 0;
    while (from < this.#filled) from += (await this.handle.write(this.#buffer, from, this.#filled - from)).bytesWritten;
    this.#filled = 0;
  }

  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      await this.handle.close();
    }
  }
}
