import { buffer } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';

/**
 * Extracts one file from a zip archive, such as a Python wheel. Returns undefined if the archive has no file of that
 * name or cannot be read, or if the file has more than `maxBytes` bytes. Checksums are not verified, because the caller
 * has verified the hash of the archive.
 */
export async function zipEntry(archive: Buffer, name: string, maxBytes: number): Promise<Buffer | undefined> {
  try {
    const zip = await fromBufferPromise(archive);
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName !== name) continue;
      // A stream that gives more bytes than the directory says ends in an error.
      return entry.uncompressedSize > maxBytes ? undefined : await buffer(await zip.openReadStreamPromise(entry));
    }
  } catch {
    // not an archive, truncated, damaged or encrypted
  }
  return undefined;
}
