import { type FileHandle, open } from 'node:fs/promises';

/** Appends bytes to a new file through a buffer of 1 MiB. */
export class RecordWriter {
  readonly #buffer = Buffer.allocUnsafe(2 ** 20);
  #filled = 0;

  private constructor(readonly handle: FileHandle) {}

  /** Creates the file. Rejects with the system's error when it exists. */
  static async create(path: string): Promise<RecordWriter> {
    return new RecordWriter(await open(path, 'wx'));
  }

  /**
   * Copies the bytes to the buffer and returns true; when they do not fit it returns false, and the caller flushes and
   * writes again. This keeps the common case synchronous.
   */
  write(bytes: Uint8Array): boolean {
    if (this.#filled + bytes.length > this.#buffer.length) return false;
    this.#buffer.set(bytes, this.#filled);
    this.#filled += bytes.length;
    return true;
  }

  /** Writes the buffer to the file. */
  async flush(): Promise<void> {
    let from = 0;
    while (from < this.#filled) from += (await this.handle.write(this.#buffer, from, this.#filled - from)).bytesWritten;
    this.#filled = 0;
  }

  /** Flushes and closes the file. */
  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      await this.handle.close();
    }
  }
}
