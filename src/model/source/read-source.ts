import { lstat, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Tokenizer } from '../../dialogue/tokens/index.js';
import { sha256Hex } from '../../spec/keys/index.js';
import { readGguf } from './gguf-source.js';
import { readHuggingFace } from './huggingface-source.js';
import { bad, type SourceConfig, unsupported } from './source-config.js';
import type { SourceContent, SourceCut, SourceFile } from './source-content.js';

/** A model as it was found. */
export interface FoundSource {
  readonly content: SourceContent;
  /** None where the model was made from a stored one. */
  readonly files: readonly SourceFile[];
  /** Text of a licence file beside it. */
  readonly licenceText: string | null;
  /** Where the model was made from a stored one by cutting its vocabulary. */
  readonly cut?: SourceCut;
}

/** Files are read as a whole, for which Node has this limit. */
const MOST_BYTES = 2 ** 31 - 1;
/** Bytes of all files of a model together: the largest that is read, in float32. */
const MOST_TOTAL = 2 ** 33;
const LICENCES = ['LICENSE', 'LICENSE.txt', 'LICENSE.md', 'LICENCE', 'COPYING'];
const MOST_LICENCE = 2 ** 17;

/** Reads a pretrained model from the bytes of a GGUF file. Throws SourceError. */
export function sourceFromBytes(name: string, bytes: Buffer, licenceText: string | null): FoundSource {
  const content = checkTokenizer(readGguf(bytes));
  return { content, files: [{ name, bytes: bytes.length, sha256: sha256Hex(bytes) }], licenceText };
}

/**
 * Reads a pretrained model from a GGUF file or a Hugging Face folder, as data only. Throws SourceError, or the error of
 * the file system for a path that cannot be read.
 */
export async function readSource(path: string): Promise<FoundSource> {
  if (!(await stat(path)).isDirectory()) {
    const bytes = await readWhole(path);
    return sourceFromBytes(basename(path), bytes!, null);
  }
  const files: SourceFile[] = [];
  let total = 0;
  const content = await readHuggingFace(path, async (part) => {
    const bytes = await readWhole(part);
    total += bytes?.length ?? 0;
    if (total > MOST_TOTAL) throw unsupported('the files of the model have more than 8 GiB together');
    if (bytes !== undefined) files.push({ name: basename(part), bytes: bytes.length, sha256: sha256Hex(bytes) });
    return bytes;
  });
  let licenceText: string | null = null;
  for (const name of LICENCES) {
    if (licenceText !== null) break;
    // not through a link, which could lead to any file of this machine
    const found = await lstat(join(path, name)).catch(() => undefined);
    if (found?.isFile() && found.size <= MOST_LICENCE) licenceText = await readFile(join(path, name), 'utf8');
  }
  return { content: checkTokenizer(content), files, licenceText };
}

async function readWhole(path: string): Promise<Buffer | undefined> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined) return undefined;
  if (!found.isFile()) throw bad(`${basename(path)} is not a file`);
  if (found.size > MOST_BYTES) throw unsupported(`${basename(path)} has 2 GiB or more; smaller files are read`);
  return readFile(path);
}

/** Checks that the tokenizer can be used and its ids have rows in the embedding. */
function checkTokenizer(content: SourceContent): SourceContent {
  checkedTokenizer(content.tokenizerJson, content.config);
  return content;
}

/** Parses a tokenizer for a model. Throws SourceError. */
export function checkedTokenizer(json: string, { vocabulary }: SourceConfig): Tokenizer {
  let tokenizer: Tokenizer;
  try {
    tokenizer = Tokenizer.fromJson(json);
  } catch (error) {
    throw unsupported(`tokenizer.json: ${(error as Error).message}`);
  }
  if (tokenizer.size > vocabulary)
    throw bad(`the tokenizer has ${tokenizer.size} tokens, the embedding only ${vocabulary} rows`);
  return tokenizer;
}
