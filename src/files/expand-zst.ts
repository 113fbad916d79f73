/**
 * Zstandard as a stream (RFC 8878). Node 20 has none of its own; fzstd decodes the blocks, and this file walks the
 * frames: any number of them, skippable ones between, one decoder a frame. Walking them here gives what fzstd does not:
 * a limit on the window before it is allocated, and an error when the file ends inside a frame. Frame checksums are not
 * verified.
 */
import { Decompress } from 'fzstd';
import { ByteQueue } from './byte-queue.js';
import { FileError } from './file-error.js';

/**
 * fzstd reads offsets of at most 25 bits beyond the leading one, so 64 MiB is as far back as it can look.
 * `zstd -19` uses 8 MiB, `--ultra -22` 128 MiB.
 */
const MAX_WINDOW = 64 * 2 ** 20;
const FRAME = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
const CONTENT_SIZE_BYTES = [0, 2, 4, 8];
const DICTIONARY_ID_BYTES = [0, 1, 2, 4];

/** Decoded pieces of at most 128 KiB each. */
export async function* expandZst(chunks: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array> {
  const queue = new ByteQueue(chunks);
  const take = async (count: number): Promise<Buffer> => {
    const bytes = await queue.take(count);
    if (bytes.length < count) throw new FileError('truncated', `${path}: the Zstandard data stops in the middle`);
    return bytes;
  };
  for (;;) {
    const start = await queue.take(4);
    if (start.length === 0) return;
    const magic = start.length === 4 ? start.readUInt32LE(0) : -1;
    if (magic >= SKIPPABLE && magic < SKIPPABLE + 16) {
      const size = (await take(4)).readUInt32LE(0);
      if ((await queue.skip(size)) < size)
        throw new FileError('truncated', `${path}: the Zstandard data stops in the middle`);
    } else if (magic === FRAME) {
      yield* expandFrame(start, take, path);
    } else {
      throw new FileError('corrupt', `${path}: bytes that are no Zstandard frame`);
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
  const rest = await take((singleSegment ? 0 : 1) + idBytes + sizeBytes);
  if (rest.subarray(rest.length - sizeBytes - idBytes, rest.length - sizeBytes).some(Boolean)) {
    throw new FileError('corrupt', `${path}: was compressed with a dictionary, which is not at hand`);
  }
  const window = singleSegment ? contentSize(rest.subarray(rest.length - sizeBytes)) : windowSize(rest[0]!);
  if (window > MAX_WINDOW) {
    const mebibytes = Math.ceil(window / 2 ** 20);
    throw new FileError(
      'window-too-large',
      `${path}: needs a window of ${mebibytes} MiB, more than 64; compress it again without --long or --ultra`,
    );
  }

  const pieces: Uint8Array[] = [];
  const decoder = new Decompress((piece) => pieces.push(piece));
  try {
    decoder.push(Buffer.concat([magic, descriptor, rest]));
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

function windowSize(byte: number): number {
  const base = 2 ** (10 + (byte >> 3));
  return base + (base / 8) * (byte & 7);
}

/** Little-endian; two bytes start at 256. */
function contentSize(bytes: Buffer): number {
  let size = 0;
  for (let i = bytes.length - 1; i >= 0; i--) size = size * 256 + bytes[i]!;
  return bytes.length === 2 ? size + 256 : size;
}
