import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchChitchat } from '../../../src/cli/data/fetch-chitchat.js';

const realPath = process.env.PATH;
let folder: string;
let lines: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fetch-chitchat-'));
  lines = [];
});
afterEach(async () => {
  process.env.PATH = realPath;
  await rm(folder, { recursive: true, force: true });
});

/** A `python3` that does what the shell script says, and no other pip. */
async function onlyPython(script: string): Promise<void> {
  await writeFile(join(folder, 'python3'), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, 'python3'), 0o755);
  process.env.PATH = folder;
}

const fetch = (): Promise<string | undefined> => fetchChitchat(join(folder, 'cache'), (line) => lines.push(line));

describe('fetchChitchat without the real package', () => {
  it('says that there is no pip', async () => {
    process.env.PATH = folder;
    expect(await fetch()).toBeUndefined();
    expect(lines.at(-1)).toBe('chitchat-dataset==0.9.0 is not available: no pip was found');
  });

  it('says what pip said', async () => {
    await onlyPython('echo first >&2; echo "ERROR: no network" >&2; exit 1');
    expect(await fetch()).toBeUndefined();
    expect(lines.at(-1)).toBe('chitchat-dataset==0.9.0 is not available: ERROR: no network');
  });

  it('refuses another file in its place, and leaves nothing', async () => {
    // "$@" is: -m pip download ... --dest FOLDER PACKAGE
    await onlyPython('while [ "$1" != "--dest" ]; do shift; done; echo wrong > "$2/chitchat_dataset.whl"');
    expect(await fetch()).toBeUndefined();
    expect(lines.at(-1)).toMatch(/SHA-256 differs/);
    expect(await readdir(join(folder, 'cache'))).toEqual([]);
  });
});
