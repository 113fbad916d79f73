import { open } from 'node:fs/promises';
import { CliError } from './errors.js';

/** Size limit, bytes; equal to the API's limit on bodies. */
const MAX_BYTES = 1024 * 1024;

/** Parses a JSON file, or standard input for `-`; the content is not validated. Throws CliError. */
export async function readSpec(path: string): Promise<unknown> {
  const text = path === '-' ? await readStdin() : await readLimited(path);
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError('bad-file', `${path}: is not JSON: ${reason.split('\n', 1)[0]}`);
  }
}

async function readLimited(path: string): Promise<string> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new CliError('bad-file', `${path}: ${error.code === 'ENOENT' ? 'no such file' : 'cannot be read'}`);
  });
  try {
    const status = await file.stat();
    if (!status.isFile()) throw new CliError('bad-file', `${path}: is not a file`);
    if (status.size > MAX_BYTES) throw new CliError('bad-file', `${path}: is larger than ${MAX_BYTES} bytes`);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

async function readStdin(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin) {
    text += String(chunk);
    if (text.length > MAX_BYTES) throw new CliError('bad-file', `standard input: is longer than ${MAX_BYTES} bytes`);
  }
  return text;
}
