/**
 * The bytes of a file, expanded when it is compressed (told by its first bytes, not by its name).
 * Memory stays constant whatever the size.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { expandZst } from './expand-zst.js';
import { FileError, toFileError } from './file-error.js';

export interface ReadOptions {
  /** Most bytes after expansion. Without it: 64 MiB, or 400 times the compressed size where that is more. */
  readonly maxExpandedBytes?: number;
  /** Called as the file is read, with bytes on disk read so far and in all. */
  readonly onProgress?: (read: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Games compress 4 to 10 times, chat 2 to 4 times; nothing that is text reaches 400. */
const MAX_EXPANSION_RATIO = 400;
const MIN_LIMIT_BYTES = 64 * 2 ** 20;
const CHUNK_BYTES = 256 * 1024;

type Packing = 'plain' | 'gz' | 'zst';

export async function* readBytes(path: string, options: ReadOptions = {}): AsyncGenerator<Uint8Array> {
  const handle = await openFile(path);
  try {
    const size = (await handle.stat()).size;
    const packing = await detect(handle, path);
    const raw = diskChunks(handle, size, options);
    if (packing === 'plain') {
      yield* raw;
      return;
    }
    const limit = options.maxExpandedBytes ?? Math.max(MIN_LIMIT_BYTES, size * MAX_EXPANSION_RATIO);
    let expanded = 0;
    for await (const piece of packing === 'gz' ? expandGz(raw, path) : expandZst(raw, path)) {
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

async function detect(handle: FileHandle, path: string): Promise<Packing> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(48), 0, 48, 0);
  const start = buffer.subarray(0, bytesRead);
  const is = (...bytes: number[]): boolean => bytes.every((byte, i) => start[i] === byte);
  if (is(0x1f, 0x8b)) return 'gz';
  if (is(0x28, 0xb5, 0x2f, 0xfd)) return 'zst';
  if ((start[0]! & 0xf0) === 0x50 && start[1] === 0x2a && start[2] === 0x4d && start[3] === 0x18) return 'zst';
  if (is(0x50, 0x4b, 3, 4)) throw new FileError('archive', `${path}: is a zip archive; unpack it first`);
  if (is(0x42, 0x5a, 0x68))
    throw new FileError('archive', `${path}: is compressed with bzip2; expand it, or use gzip or Zstandard`);
  if (is(0xfd, 0x37, 0x7a, 0x58, 0x5a))
    throw new FileError('archive', `${path}: is compressed with xz; expand it, or use gzip or Zstandard`);
  if (start.toString('latin1').startsWith('version https://git-lfs.')) {
    throw new FileError(
      'lfs-pointer',
      `${path}: is a Git LFS pointer, not the file itself; fetch it with "git lfs pull"`,
    );
  }
  return 'plain';
}

async function* diskChunks(handle: FileHandle, total: number, options: ReadOptions): AsyncGenerator<Uint8Array> {
  for (let at = 0; ; ) {
    options.signal?.throwIfAborted();
    // A new buffer each time: consumers may still hold views of the last one.
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    options.onProgress?.(at, total);
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
    if (code === 'Z_BUF_ERROR') throw new FileError('truncated', `${path}: the gzip data stops in the middle`);
    if (typeof code === 'string' && code.startsWith('Z_')) throw new FileError('corrupt', `${path}: broken gzip data`);
    throw error;
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}
