import { inflateRawSync } from 'node:zlib';

const END_RECORD = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;

/**
 * Extracts one file from a zip archive, such as a Python wheel. Returns undefined if the archive has no file of that
 * name or is not supported, or if the file has more than `maxBytes` bytes. No encryption and no ZIP64; checksums are
 * not verified, because the caller has verified the hash of the archive. Layout: PKWARE APPNOTE 6.3, sections 4.3.7 to
 * 4.3.16.
 */
export function zipEntry(archive: Buffer, name: string, maxBytes: number): Buffer | undefined {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0 || end + 22 > archive.length || archive.readUInt32LE(end) !== END_RECORD) return undefined;
  let entry = archive.readUInt32LE(end + 16);
  while (entry + 46 <= end && archive.readUInt32LE(entry) === DIRECTORY_ENTRY) {
    const nameLength = archive.readUInt16LE(entry + 28);
    if (archive.toString('utf8', entry + 46, entry + 46 + nameLength) === name) {
      return contents(archive, {
        method: archive.readUInt16LE(entry + 10),
        packed: archive.readUInt32LE(entry + 20),
        offset: archive.readUInt32LE(entry + 42),
        maxBytes,
      });
    }
    entry += 46 + nameLength + archive.readUInt16LE(entry + 30) + archive.readUInt16LE(entry + 32);
  }
  return undefined;
}

interface Entry {
  readonly method: number;
  /** Bytes in the archive. */
  readonly packed: number;
  /** Offset of the local header in the archive. */
  readonly offset: number;
  readonly maxBytes: number;
}

function contents(archive: Buffer, { method, packed, offset, maxBytes }: Entry): Buffer | undefined {
  if (offset + 30 > archive.length || archive.readUInt32LE(offset) !== LOCAL_ENTRY) return undefined;
  const start = offset + 30 + archive.readUInt16LE(offset + 26) + archive.readUInt16LE(offset + 28);
  const bytes = archive.subarray(start, start + packed);
  if (bytes.length < packed) return undefined;
  if (method === STORED) return bytes;
  if (method !== DEFLATED) return undefined;
  try {
    return inflateRawSync(bytes, { maxOutputLength: maxBytes });
  } catch {
    return undefined;
  }
}
