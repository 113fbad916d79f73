import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { madeOnce } from '../../src/files/made-once.js';
import { built } from '../built.js';

let home: string;
beforeAll(async () => void (home = await mkdtemp(join(tmpdir(), 'sentimate-made-once-'))));
afterAll(() => rm(home, { recursive: true }));

/** Asks for a file and counts how often it was made; a content is a number as text. */
const numbers = (name: string) => {
  const path = join(home, name, 'number');
  let made = 0;
  return {
    path,
    ask: () =>
      madeOnce(path, {
        make: async () => Buffer.from(String(++made)),
        parse: (content) => (/^\d+$/.test(content.toString()) ? Number(content) : undefined),
      }),
  };
};

describe('a file that is made once', () => {
  it('is made at the first call, read at the next, and leaves nothing else in its folder', async () => {
    const { path, ask } = numbers('first');
    expect([await ask(), await ask()]).toEqual([1, 1]);
    expect(await readdir(join(path, '..'))).toEqual(['number']);
  });

  it('is made again when it is cut, altered or of another kind', async () => {
    const { path, ask } = numbers('damaged');
    expect(await ask()).toBe(1);
    await truncate(path, 65);
    expect(await ask()).toBe(2);
    const bytes = await readFile(path);
    bytes[bytes.length - 1] = '7'.charCodeAt(0);
    await writeFile(path, bytes); // a number, but not the one that was written
    expect(await ask()).toBe(3);
    await writeFile(path, 'anything');
    expect([await ask(), await ask()]).toEqual([4, 4]);
  });

  it('rejects as its making does, and the next call makes it', async () => {
    const { path, ask } = numbers('failing');
    const failing = madeOnce(path, { make: () => Promise.reject(new Error('no luck')), parse: () => 1 });
    await expect(failing).rejects.toThrow('no luck');
    await expect(madeOnce(path, { make: async () => Buffer.from('x'), parse: () => undefined })).rejects.toThrow(
      'cannot be read back',
    );
    expect(await ask()).toBe(1);
  });

  it('is made by another process when the first has ended before it was done', async () => {
    const { path, ask } = numbers('lost');
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(`${path}.lock`, 'of a process that was killed');
    const longAgo = new Date(Date.now() - 120_000);
    await utimes(`${path}.lock`, longAgo, longAgo);
    expect(await ask()).toBe(1);
    expect(await readdir(join(path, '..'))).toEqual(['number']);
  });

  it('is made by one of four processes that ask at the same time', async () => {
    const path = join(home, 'shared', 'text');
    const log = join(home, 'makers.log');
    const script = fileURLToPath(new URL('./make-slowly.mjs', import.meta.url));
    const module = pathToFileURL(built('src/files/made-once.js')).href;
    const processes = Array.from({ length: 4 }, () => {
      const child = spawn(process.execPath, [script, module, path, log], { stdio: ['pipe', 'pipe', 'inherit'] });
      return { child, lines: createInterface(child.stdout)[Symbol.asyncIterator]() };
    });
    for (const { lines } of processes) expect((await lines.next()).value).toBe('started');
    for (const { child } of processes) child.stdin.write('go\n');
    const told = await Promise.all(processes.map(async ({ lines }) => (await lines.next()).value as string));
    await Promise.all(processes.map(({ child }) => child.exitCode ?? once(child, 'exit')));
    const makers = (await readFile(log, 'utf8')).trim().split('\n');
    expect(makers).toHaveLength(1);
    expect(new Set(told)).toEqual(new Set([`made by ${makers[0]}`]));
  });
});
