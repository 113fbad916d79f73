import { inflateRawSync } from 'node:zlib';

const END_RECORD = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;

/**
 * One file out of a zip archive (a Python wheel is one), or undefined when the archive has none of that name or is
 * not one this can read: no encryption, no ZIP64, no checksum (the caller has checked the whole archive's hash).
 */
export function zipEntry(archive: Buffer, name: string, mostBytes: number): Buffer | undefined {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0 || end + 22 > archive.length || archive.readUInt32LE(end) !== END_RECORD) return undefined;
  let at = archive.readUInt32LE(end + 16);
  while (at + 46 <= end && archive.readUInt32LE(at) === DIRECTORY_ENTRY) {
    const nameLength = archive.readUInt16LE(at + 28);
    if (archive.toString('utf8', at + 46, at + 46 + nameLength) === name) {
      return contents(archive, {
        method: archive.readUInt16LE(at + 10),
        packed: archive.readUInt32LE(at + 20),
        place: archive.readUInt32LE(at + 42),
        mostBytes,
      });
    }
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return undefined;
}

interface Entry {
  readonly method: number;
  /** Bytes in the archive. */
  readonly packed: number;
  readonly place: number;
  readonly mostBytes: number;
}

function contents(archive: Buffer, { method, packed, place, mostBytes }: Entry): Buffer | undefined {
  if (place + 30 > archive.length || archive.readUInt32LE(place) !== LOCAL_ENTRY) return undefined;
  const start = place + 30 + archive.readUInt16LE(place + 26) + archive.readUInt16LE(place + 28);
  const bytes = archive.subarray(start, start + packed);
  if (bytes.length < packed) return undefined;
  if (method === STORED) return bytes;
  if (method !== DEFLATED) return undefined;
  try {
    return inflateRawSync(bytes, { maxOutputLength: mostBytes });
  } catch {
    return undefined;
  }
}
