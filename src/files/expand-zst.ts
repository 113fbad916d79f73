/**
 * Streaming decompression of Zstandard (RFC 8878), which Node 20 does not have. fzstd decodes the blocks; this file
 * parses the frames (any number of them, with skippable frames in between) and uses one decoder per frame. This adds
 * what fzstd lacks: a limit on the window before it is allocated, and an error when the file ends inside a frame. Frame
 * checksums are not verified.
 */
import { ByteQueue } from './byte-queue.js';
import { FileError } from './file-error.js';

/**
 * Largest window in bytes. fzstd reads offsets of at most 25 bits beyond the leading one, which limits matches to 64
 * MiB back. `zstd -19` uses 8 MiB, `--ultra -22` 128 MiB.
 */
const MAX_WINDOW_BYTES = 64 * 2 ** 20;
const FRAME_MAGIC = 0xfd2fb528;
/** The first of 16 magic numbers of skippable frames. */
const SKIPPABLE_MAGIC = 0x184d2a50;
/** Lengths of header fields by their flag (RFC 8878, 3.1.1.1). */
const CONTENT_SIZE_BYTES = [0, 2, 4, 8];
const DICTIONARY_ID_BYTES = [0, 1, 2, 4];

/**
 * Decompresses to pieces of at most 128 KiB. `path` is named in errors. Throws FileError `truncated`, `corrupt` or
 * `window-too-large`.
 */
export async function* expandZst(chunks: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array> {
  const queue = new ByteQueue(chunks);
  const take = async (count: number): Promise<Buffer> => {
    const bytes = await queue.take(count);
    if (bytes.length < count) throw new FileError('truncated', `${path}: the Zstandard data ends in the middle`);
    return bytes;
  };
  for (;;) {
    const start = await queue.take(4);
    if (start.length === 0) return;
    const magic = start.length === 4 ? start.readUInt32LE(0) : -1;
    if (magic >= SKIPPABLE_MAGIC && magic < SKIPPABLE_MAGIC + 16) {
      const size = (await take(4)).readUInt32LE(0);
      if ((await queue.skip(size)) < size)
        throw new FileError('truncated', `${path}: the Zstandard data ends in the middle`);
    } else if (magic === FRAME_MAGIC) {
      yield* expandFrame(start, take, path);
    } else {
      throw new FileError('corrupt', `${path}: these bytes are not a Zstandard frame`);
    }
  }
}

async function* expandFrame(
  magic: Buffer,
  take: (count: number) => Promise<Buffer>,
  path: string,
): AsyncGenerator<Uint8Array> {
  const descriptor = await take(1);
  const flags = descriptor[0]!;
  const singleSegment = (flags & 32) !== 0;
  const sizeBytes = CONTENT_SIZE_BYTES[flags >> 6]! || (singleSegment ? 1 : 0);
  const idBytes = DICTIONARY_ID_BYTES[flags & 3]!;
  const fields = await take((singleSegment ? 0 : 1) + idBytes + sizeBytes);
  if (fields.subarray(fields.length - sizeBytes - idBytes, fields.length - sizeBytes).some(Boolean)) {
    throw new FileError('corrupt', `${path}: was compressed with a dictionary, which is not available`);
  }
  const window = singleSegment ? contentSize(fields.subarray(fields.length - sizeBytes)) : windowSize(fields[0]!);
  if (window > MAX_WINDOW_BYTES) {
    const mebibytes = Math.ceil(window / 2 ** 20);
    throw new FileError(
      'window-too-large',
      `${path}: needs a window of ${mebibytes} MiB, more than 64; compress it again without --long or --ultra`,
    );
  }

  const pieces: Uint8Array[] = [];
  const { Decompress } = await import('fzstd'); // few files need it
  const decoder = new Decompress((piece) => pieces.push(piece));
  try {
    decoder.push(Buffer.concat([magic, descriptor, fields]));
  } catch {
    throw new FileError('corrupt', `${path}: broken Zstandard frame header`);
  }
  for (let last = false; !last; ) {
    const header = await take(3);
    last = (header[0]! & 1) !== 0;
    const type = (header[0]! >> 1) & 3;
    const size = header.readUIntLE(0, 3) >> 3;
    if (type === 3 || size > 131_072) throw new FileError('corrupt', `${path}: broken Zstandard block`);
    const body = await take((type === 1 ? 1 : size) + (last && flags & 4 ? 4 : 0));
    try {
      decoder.push(Buffer.concat([header, body]), last);
    } catch {
      throw new FileError('corrupt', `${path}: broken Zstandard block`);
    }
    yield* pieces.splice(0);
  }
}

/** Window size in bytes from its descriptor. */
function windowSize(byte: number): number {
  const base = 2 ** (10 + (byte >> 3));
  return base + (base / 8) * (byte & 7);
}

/** Frame content size, little-endian; a field of two bytes has an offset of 256. */
function contentSize(bytes: Buffer): number {
  let size = 0;
  for (let i = bytes.length - 1; i >= 0; i--) size = size * 256 + bytes[i]!;
  return bytes.length === 2 ? size + 256 : size;
}
