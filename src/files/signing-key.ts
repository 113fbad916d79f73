/** The service's signing key: made once, readable by its owner alone, never part of an answer or a log. */
import { createPrivateKey, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FileError, toFileError } from './file-error.js';

/** The file of a home that holds the key. */
const pathOf = (home: string): string => join(home, 'keys', 'signing-key.pem');

/**
 * Returns the private Ed25519 key: `pem` (the setting SENTIMATE_SIGNING_KEY) if given, else that of the home, which is
 * made at the first call (mode 600, in a folder of mode 700). Rejects with FileError for anything but an Ed25519 key.
 */
export async function signingKey(home: string, pem?: string): Promise<KeyObject> {
  if (pem) return parsed(pem.replaceAll('\\n', '\n'), 'SENTIMATE_SIGNING_KEY');
  const path = pathOf(home);
  const stored = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw toFileError(error, path);
  });
  return parsed(stored ?? (await made(home)), path);
}

/** Writes a new key, unless another process has done so meanwhile, and returns the one that is stored. */
async function made(home: string): Promise<string> {
  const path = pathOf(home);
  const { privateKey } = generateKeyPairSync('ed25519');
  const draft = `${path}.${randomUUID()}.tmp`;
  await mkdir(join(home, 'keys'), { recursive: true, mode: 0o700 });
  try {
    await writeFile(draft, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
    // unlike a rename, a link never replaces a key that is there
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } catch (error) {
    throw toFileError(error, path);
  } finally {
    await rm(draft, { force: true });
  }
  return readFile(path, 'utf8');
}

/** The message names the source, never its content. */
function parsed(pem: string, source: string): KeyObject {
  let key: KeyObject | undefined;
  try {
    key = createPrivateKey(pem);
  } catch {
    key = undefined; // OpenSSL's messages may quote what they could not read
  }
  if (key?.asymmetricKeyType !== 'ed25519')
    throw new FileError('wrong-kind', `${source}: holds no private Ed25519 key in PEM`);
  return key;
}
