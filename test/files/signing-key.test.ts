import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signingKey } from '../../src/files/signing-key.js';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'sentimate-key-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const publicOf = (key: KeyObject): string => createPublicKey(key).export({ type: 'spki', format: 'pem' }) as string;
const pemOf = (type: 'ed25519' | 'x25519'): string =>
  generateKeyPairSync(type as 'ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;

describe('the signing key of a home', () => {
  it('is made once, for its owner alone, and found again', async () => {
    const first = await signingKey(home);
    expect(publicOf(await signingKey(home))).toBe(publicOf(first));
    expect((await stat(join(home, 'keys', 'signing-key.pem'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(home, 'keys'))).mode & 0o777).toBe(0o700);
  });

  it('is one key, however many ask for the first time at once; no draft is left', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => signingKey(home)));
    expect(new Set(keys.map(publicOf)).size).toBe(1);
    expect(await readdir(join(home, 'keys'))).toEqual(['signing-key.pem']);
  });

  it('may come from the environment, with line breaks written out; then none is made', async () => {
    const pem = pemOf('ed25519');
    expect(publicOf(await signingKey(home, pem.replaceAll('\n', '\\n')))).toBe(publicOf(await signingKey(home, pem)));
    expect(await readdir(home)).toEqual([]);
  });

  it('is refused when it is of another kind or none, without a word of its content', async () => {
    await expect(signingKey(home, pemOf('x25519'))).rejects.toThrow(
      /^SENTIMATE_SIGNING_KEY: holds no private Ed25519 key in PEM$/,
    );
    await signingKey(home);
    const path = join(home, 'keys', 'signing-key.pem');
    await writeFile(path, (await readFile(path, 'utf8')).slice(0, 60));
    await expect(signingKey(home)).rejects.toThrow(`${path}: holds no private Ed25519 key in PEM`);
  });
});
