import { open } from 'node:fs/promises';
import { CliError } from './errors.js';

/** As large as the API's body may be. Bytes. */
const LARGEST = 1024 * 1024;

/** The JSON of a file; it is checked by the API. `-` reads stdin. */
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
    const found = await file.stat();
    if (!found.isFile()) throw new CliError('bad-file', `${path}: is not a file`);
    if (found.size > LARGEST) throw new CliError('bad-file', `${path}: is larger than ${LARGEST} bytes`);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

async function readStdin(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin) {
    text += String(chunk);
    if (text.length > LARGEST) throw new CliError('bad-file', `standard input: is longer than ${LARGEST} bytes`);
  }
  return text;
}
