import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FileError } from '../../src/files/file-error.js';
import type { ReadOptions } from '../../src/files/read-bytes.js';
import { readLines, readText, readWholeText } from '../../src/files/read-text.js';
import { zstBomb, zstFrame, zstSkippable } from './zst-frames.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sentimate-files-'));
});
afterAll(() => rm(folder, { recursive: true }));

const file = async (name: string, bytes: string | Uint8Array): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
};
const whole = async (bytes: string | Uint8Array, options: ReadOptions = {}): Promise<string> =>
  readWholeText(await file('file', bytes), 1e9, options);
const codeOf = (reading: Promise<unknown>): Promise<string> =>
  reading.then(
    () => 'no error',
    (error: unknown) => {
      if (!(error instanceof FileError)) throw error;
      expect(error.message).not.toContain('\n');
      return error.code;
    },
  );

const long = Array.from({ length: 40_000 }, (_, i) => `line ${i} \u00e9\u20ac\u{1f600}`).join('\n');

describe('text of a file', () => {
  it('is the same plain, gzipped and in Zstandard frames', async () => {
    const bytes = Buffer.from(long);
    const cut = 300_001; // in the midst of a character or not: frames may be cut anywhere
    expect(await whole(bytes)).toBe(long);
    expect(await whole(gzipSync(bytes))).toBe(long);
    expect(await whole(Buffer.concat([gzipSync(bytes.subarray(0, cut)), gzipSync(bytes.subarray(cut))]))).toBe(long);
    const frames = [
      zstSkippable(Buffer.alloc(4)),
      zstFrame(bytes.subarray(0, cut), { checksum: true }),
      zstSkippable(Buffer.alloc(0), 7),
      zstSkippable(Buffer.alloc(700_000), 15),
      zstFrame(new Uint8Array(0)),
      zstFrame(bytes.subarray(cut)),
      zstSkippable(Buffer.alloc(9)),
    ];
    expect(await whole(Buffer.concat(frames))).toBe(long);
  });

  it('is told by its first bytes, not by its name', async () => {
    expect(await readWholeText(await file('plain.zst', 'text'), 100)).toBe('text');
    expect(await readWholeText(await file('packed.txt', gzipSync('text')), 100)).toBe('text');
  });

  it('loses its byte order mark and may be UTF-16', async () => {
    expect(await whole('\ufeffone')).toBe('one');
    expect(await whole(Buffer.from('\ufeffone\nt\u00e9o', 'utf16le'))).toBe('one\nt\u00e9o');
    expect(await whole(Buffer.from('\ufeffone', 'utf16le').swap16())).toBe('one');
    expect(await whole('')).toBe('');
    expect(await whole('a')).toBe('a');
  });

  it('reads lines that are not UTF-8 as Latin-1, and the others as UTF-8', async () => {
    const bytes = Buffer.concat([
      Buffer.from('Gy\u00f6rgy\n'),
      Buffer.from('Gy\u00f6rgy\n', 'latin1'),
      Buffer.from('\u20ac'),
    ]);
    expect(await whole(bytes)).toBe('Gy\u00f6rgy\nGy\u00f6rgy\n\u20ac');
  });

  it('comes in pieces of whole lines, and cuts a line without end between characters', async () => {
    for await (const piece of readText(await file('lines', `${long}\n`))) expect(piece.endsWith('\n')).toBe(true);
    const endless = '\u20ac'.repeat(1_500_000);
    let longest = 0;
    let text = '';
    for await (const piece of readText(await file('endless', endless))) {
      longest = Math.max(longest, piece.length);
      text += piece;
    }
    expect(text === endless).toBe(true);
    expect(longest).toBeLessThan(2 ** 20);
  });

  it('tells how far it has come', async () => {
    const seen: number[] = [];
    const path = await file('progress', Buffer.alloc(600_000, 'x\n'));
    for await (const piece of readText(path, { onProgress: (read, total) => seen.push(read / total) })) void piece;
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.at(-1)).toBe(1);
  });

  it('stops when told to', async () => {
    await expect(whole(long, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });
});

describe('lines', () => {
  const lines = async (bytes: string | Uint8Array, maxLineLength?: number): Promise<[string[], number[]]> => {
    const overlong: number[] = [];
    const found: string[] = [];
    const options = { onOverlong: (line: number) => overlong.push(line), ...(maxLineLength ? { maxLineLength } : {}) };
    for await (const line of readLines(await file('lines', bytes), options)) found.push(line);
    return [found, overlong];
  };

  it('end in LF or CRLF or with the file', async () => {
    expect(await lines('a\r\nb\n\nc')).toEqual([['a', 'b', '', 'c'], []]);
    expect(await lines('a\n')).toEqual([['a'], []]);
    expect(await lines('')).toEqual([[], []]);
    expect((await lines(long))[0].join('\n')).toBe(long);
  });

  it('are passed over when longer than allowed, and said so', async () => {
    const huge = 'x'.repeat(3_000_000);
    expect(await lines(`a\n${huge}\nb\nccccc\n${huge}`, 4)).toEqual([
      ['a', 'b'],
      [2, 4, 5],
    ]);
    expect((await lines(`${huge}\nb`))[0].map((line) => line.length)).toEqual([3_000_000, 1]);
  });
});

describe('a file that cannot be read', () => {
  it('gives one error with a code', async () => {
    expect(await codeOf(readWholeText(join(folder, 'nowhere'), 10))).toBe('not-found');
    expect(await codeOf(readWholeText(folder, 10))).toBe('not-a-file');
    expect(await codeOf(whole('version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n'))).toBe(
      'lfs-pointer',
    );
    expect(await codeOf(whole(Buffer.from('PK\u0003\u0004 and more')))).toBe('archive');
    expect(await codeOf(readWholeText(await file('big', 'x'.repeat(11)), 10))).toBe('too-large');
  });

  it('may be cut off or broken', async () => {
    const gz = gzipSync(Buffer.from(long));
    expect(await codeOf(whole(gz.subarray(0, gz.length / 2)))).toBe('truncated');
    const spoilt = Buffer.from(gz);
    spoilt.fill(0xff, 2000, 2100);
    expect(await codeOf(whole(spoilt))).toBe('corrupt');
    const zst = zstFrame(Buffer.from(long));
    for (const end of [5, 7, 30, 100_008, zst.length - 1])
      expect(await codeOf(whole(zst.subarray(0, end)))).toBe('truncated');
    expect(await codeOf(whole(zstSkippable(Buffer.alloc(50)).subarray(0, 40)))).toBe('truncated');
    expect(await codeOf(whole(Buffer.concat([zst, Buffer.from('rubbish')])))).toBe('corrupt');
    expect(await codeOf(whole(Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0x50, 7, 0, 0])))).toBe('corrupt');
    expect(await codeOf(whole(Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 8, 0x50, 1, 0, 0])))).toBe('corrupt');
    // dictionary 9
    expect(await codeOf(whole(Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 1, 0x50, 9, 1, 0, 0])))).toBe('corrupt');
  });

  it('may ask for a window that would fill the memory', async () => {
    expect(await codeOf(whole(zstFrame(Buffer.from('x'), { window: 0xa0 })))).toBe('window-too-large'); // 1 GiB
    const single = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0xff, 0xff, 0xff, 0x7f, 1, 0, 0]); // 2 GiB in one segment
    expect(await codeOf(whole(single))).toBe('window-too-large');
  });

  it('may be a bomb, and is cut off', async () => {
    const gz = gzipSync(Buffer.alloc(80 * 2 ** 20));
    expect(await codeOf(whole(gz))).toBe('expands-too-far');
    expect(await codeOf(whole(zstBomb(600)))).toBe('expands-too-far'); // 75 MiB from 2.4 kB
    expect(await codeOf(whole(zstBomb(2), { maxExpandedBytes: 200_000 }))).toBe('expands-too-far');
    expect((await whole(zstBomb(2))).length).toBe(262_144);
  });

  it('leaves no handle open', async () => {
    const open = async (): Promise<number> => (await readdir('/proc/self/fd').catch(() => [])).length;
    const before = await open();
    const path = await file('many', long);
    for (let i = 0; i < 4; i++) {
      for await (const piece of readText(path)) {
        void piece;
        break;
      }
      await codeOf(whole(zstBomb(600)));
    }
    expect(await open()).toBeLessThanOrEqual(before + 1);
  });
});
