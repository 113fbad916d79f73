/**
 * The bytes of a file, decompressed when its first bytes (not its name) show gzip or Zstandard. Memory use is constant
 * whatever the size.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { expandZst } from './expand-zst.js';
import { FileError, toFileError } from './file-error.js';

/** Settings of reading a file. */
export interface ReadOptions {
  /** Maximum of bytes after decompression. Default: 64 MiB or 400 times the compressed size, whichever is larger. */
  readonly maxExpandedBytes?: number;
  /** Called during reading with the bytes of the file on disk read so far and in total. */
  readonly onProgress?: (read: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Games compress 4 to 10 times, chat 2 to 4 times; no text reaches 400. */
const MAX_EXPANSION_RATIO = 400;
const MIN_LIMIT_BYTES = 64 * 2 ** 20;
const CHUNK_BYTES = 256 * 1024;

type Compression = 'plain' | 'gz' | 'zst';

/**
 * Yields the decompressed bytes of a file in chunks. Throws FileError, or the reason of `signal`. Archives (zip, bzip2,
 * xz) and Git LFS pointers are refused.
 */
export async function* readBytes(path: string, options: ReadOptions = {}): AsyncGenerator<Uint8Array> {
  const handle = await openFile(path);
  try {
    const size = (await handle.stat()).size;
    const compression = await detectCompression(handle, path);
    const raw = diskChunks(handle, size, options);
    if (compression === 'plain') {
      yield* raw;
      return;
    }
    const limit = options.maxExpandedBytes ?? Math.max(MIN_LIMIT_BYTES, size * MAX_EXPANSION_RATIO);
    let expanded = 0;
    for await (const piece of compression === 'gz' ? expandGz(raw, path) : expandZst(raw, path)) {
      expanded += piece.length;
      if (expanded > limit) {
        throw new FileError('expands-too-far', `${path}: expands to more than ${limit} bytes; stopped there`);
      }
      yield piece;
    }
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw toFileError(error, path);
  } finally {
    await handle.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'r');
    const stat = await handle.stat();
    if (stat.isDirectory()) throw new FileError('not-a-file', `${path}: is a directory, not a file`);
    if (!stat.isFile()) throw new FileError('not-a-file', `${path}: is not a regular file`);
    return handle;
  } catch (error) {
    await handle?.close();
    throw toFileError(error, path);
  }
}

async function detectCompression(handle: FileHandle, path: string): Promise<Compression> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(48), 0, 48, 0);
  const head = buffer.subarray(0, bytesRead);
  const is = (...bytes: number[]): boolean => bytes.every((byte, i) => head[i] === byte);
  if (is(0x1f, 0x8b)) return 'gz';
  if (is(0x28, 0xb5, 0x2f, 0xfd)) return 'zst';
  if ((head[0]! & 0xf0) === 0x50 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18) return 'zst';
  if (is(0x50, 0x4b, 3, 4)) throw new FileError('archive', `${path}: is a zip archive; unpack it first`);
  if (is(0x42, 0x5a, 0x68))
    throw new FileError('archive', `${path}: is compressed with bzip2; expand it, or use gzip or Zstandard`);
  if (is(0xfd, 0x37, 0x7a, 0x58, 0x5a))
    throw new FileError('archive', `${path}: is compressed with xz; expand it, or use gzip or Zstandard`);
  if (head.toString('latin1').startsWith('version https://git-lfs.')) {
    throw new FileError(
      'lfs-pointer',
      `${path}: is a Git LFS pointer, not the file itself; fetch it with "git lfs pull"`,
    );
  }
  return 'plain';
}

async function* diskChunks(handle: FileHandle, total: number, options: ReadOptions): AsyncGenerator<Uint8Array> {
  for (let position = 0; ; ) {
    options.signal?.throwIfAborted();
    // A new buffer each time, as consumers may still hold views of the previous one.
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    options.onProgress?.(position, total);
    yield buffer.subarray(0, bytesRead);
  }
}

async function* expandGz(chunks: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array> {
  const source = Readable.from(chunks);
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  source.once('error', (error) => gunzip.destroy(error));
  try {
    for await (const piece of source.pipe(gunzip)) yield piece as Buffer;
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (code === 'Z_BUF_ERROR') throw new FileError('truncated', `${path}: the gzip data ends in the middle`);
    if (typeof code === 'string' && code.startsWith('Z_')) throw new FileError('corrupt', `${path}: broken gzip data`);
    throw error;
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}
