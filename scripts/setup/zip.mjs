/**
 * A reader for zip archives (a wheel is one) that takes out single members and streams them to disk: the TensorFlow
 * library is 788 MB unpacked. Format: PKWARE APPNOTE 6.3.10, sections 4.3 and 4.5.3 (zip64); stored and deflated
 * members only, checked by length and CRC-32.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';

const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;

async function readAt(file, position, length) {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead !== length) throw new Error('the zip archive is cut short');
  return buffer;
}

/** Where the central directory lies: { count, size, offset }. */
async function directoryOf(file, fileSize) {
  const tailLength = Math.min(fileSize, 22 + 0xffff);
  const tail = await readAt(file, fileSize - tailLength, tailLength);
  let at = tail.length - 22;
  while (at >= 0 && tail.readUInt32LE(at) !== END) at--;
  if (at < 0) throw new Error('this is not a zip archive, or it is cut short');
  const plain = {
    count: tail.readUInt16LE(at + 10),
    size: tail.readUInt32LE(at + 12),
    offset: tail.readUInt32LE(at + 16),
  };
  if (plain.count !== 0xffff && plain.size !== 0xffffffff && plain.offset !== 0xffffffff) return plain;
  if (at < 20 || tail.readUInt32LE(at - 20) !== LOCATOR64) throw new Error('the zip archive has no zip64 locator');
  const record = await readAt(file, Number(tail.readBigUInt64LE(at - 12)), 56);
  if (record.readUInt32LE(0) !== END64) throw new Error('the zip archive has no zip64 directory');
  return {
    count: Number(record.readBigUInt64LE(32)),
    size: Number(record.readBigUInt64LE(40)),
    offset: Number(record.readBigUInt64LE(48)),
  };
}

/**
 * Replaces the 32-bit fields that are full by those of the zip64 extra field, which holds only those, in this order.
 */
function widen(entry, extra) {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let field = at + 4;
    for (const name of ['size', 'compressed', 'offset']) {
      if (entry[name] !== 0xffffffff) continue;
      entry[name] = Number(extra.readBigUInt64LE(field));
      field += 8;
    }
  }
  return entry;
}

/** All members of the archive: { name, method, crc, compressed, size, offset }. */
export async function listZip(path) {
  const file = await open(path);
  try {
    const { count, size, offset } = await directoryOf(file, (await file.stat()).size);
    const directory = await readAt(file, offset, size);
    const entries = [];
    for (let at = 0; entries.length < count; ) {
      if (at + 46 > directory.length || directory.readUInt32LE(at) !== CENTRAL)
        throw new Error('the zip directory is broken');
      const [nameLength, extraLength, noteLength] = [28, 30, 32].map((place) => directory.readUInt16LE(at + place));
      const nameEnd = at + 46 + nameLength;
      entries.push(
        widen(
          {
            name: directory.toString('utf8', at + 46, nameEnd),
            method: directory.readUInt16LE(at + 10),
            crc: directory.readUInt32LE(at + 16),
            compressed: directory.readUInt32LE(at + 20),
            size: directory.readUInt32LE(at + 24),
            offset: directory.readUInt32LE(at + 42),
          },
          directory.subarray(nameEnd, nameEnd + extraLength),
        ),
      );
      at = nameEnd + extraLength + noteLength;
    }
    return entries;
  } finally {
    await file.close();
  }
}

/** Passes bytes on and fails at the end when their number or CRC-32 is not what the directory says. */
function checked(entry) {
  let crc = 0;
  let size = 0;
  return new Transform({
    transform(chunk, _encoding, done) {
      crc = zlib.crc32(chunk, crc);
      size += chunk.length;
      done(size > entry.size ? new Error(`${entry.name} is longer than the zip directory says`) : null, chunk);
    },
    flush(done) {
      done(size === entry.size && crc === entry.crc ? null : new Error(`${entry.name} is damaged in the zip archive`));
    },
  });
}

/** Writes one member below `folder` under its own name; returns the path. */
export async function extractMember(path, entry, folder) {
  const parts = entry.name.split('/');
  if (isAbsolute(entry.name) || entry.name.includes('\\') || parts.includes('..'))
    throw new Error(`unsafe name in the zip archive: ${entry.name}`);
  if (entry.method !== 0 && entry.method !== 8)
    throw new Error(`${entry.name} is packed by a method this reader does not know (${entry.method})`);
  const target = join(folder, ...parts);
  await mkdir(dirname(target), { recursive: true });
  const file = await open(path);
  try {
    const header = await readAt(file, entry.offset, 30);
    if (header.readUInt32LE(0) !== LOCAL) throw new Error(`${entry.name} is not where the zip directory says`);
    const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    const source =
      entry.compressed === 0
        ? []
        : createReadStream(path, { start, end: start + entry.compressed - 1, highWaterMark: 1 << 20 });
    const unpack = entry.method === 8 ? [zlib.createInflateRaw({ chunkSize: 1 << 20 })] : [];
    await pipeline(source, ...unpack, checked(entry), createWriteStream(target));
  } finally {
    await file.close();
  }
  return target;
}
