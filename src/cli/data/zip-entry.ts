import { buffer } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';

/**
 * One file out of a zip archive (a Python wheel is one). Undefined when the archive has none of that name, the file is
 * longer than `mostBytes`, or the bytes are no archive that can be read. Its checksum is not looked at: the caller has
 * checked the whole archive's hash.
 */
export async function zipEntry(archive: Buffer, name: string, mostBytes: number): Promise<Buffer | undefined> {
  try {
    const zip = await fromBufferPromise(archive);
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName !== name) continue;
      // A stream that gives more bytes than the directory says ends in an error.
      return entry.uncompressedSize > mostBytes ? undefined : await buffer(await zip.openReadStreamPromise(entry));
    }
  } catch {
    // no archive, cut short, damaged or encrypted
  }
  return undefined;
}
