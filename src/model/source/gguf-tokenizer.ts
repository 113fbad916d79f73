import { type TokenizerFile, writeTokenizerFile } from '../../dialogue/tokens/index.js';
import { printable } from './gguf-file.js';
import { bad, unsupported } from './source-config.js';

/** All tokens or merges together, UTF-16 units; those of SmolLM2 have less than half a million. */
const MOST_TEXT = 2 ** 25;
/** Kinds of tokens in `tokenizer.ggml.token_type`, as in llama.cpp's `llama_token_type`. */
const NORMAL = 1;
const CONTROL = 3;
const USER_DEFINED = 4;
const UNUSED = 5;
/** That of our tokenizer. */
const MOST_TOKENS = 65_536;

/**
 * Splitting of words by the name that llama.cpp's converter gives it: whether each digit is a word. `gpt-2` is GPT-2's
 * pattern; `smollm` the same after single digits.
 */
const SPLITS_DIGITS: Readonly<Record<string, boolean>> = { 'gpt-2': false, smollm: true };

/** Rebuilds the text of a `tokenizer.json` from the metadata of a GGUF file. Throws SourceError. */
export function tokenizerFromGguf(metadata: ReadonlyMap<string, unknown>): string {
  const model = metadata.get('tokenizer.ggml.model');
  if (model !== 'gpt2')
    throw unsupported(`tokenizers of the kind ${printable(String(model))} are not read; read is gpt2 (byte-level BPE)`);
  const pre = String(metadata.get('tokenizer.ggml.pre'));
  if (!Object.hasOwn(SPLITS_DIGITS, pre))
    throw unsupported(`the splitting of words ${printable(pre)} is not read; read are gpt-2 and smollm`);
  const tokens = texts(metadata.get('tokenizer.ggml.tokens'), 'tokenizer.ggml.tokens');
  const merges = texts(metadata.get('tokenizer.ggml.merges'), 'tokenizer.ggml.merges').map(splitMerge);
  const kinds = metadata.get('tokenizer.ggml.token_type') ?? tokens.map(() => NORMAL);
  if (!Array.isArray(kinds) || kinds.length !== tokens.length)
    throw bad('tokenizer.ggml.token_type does not have one kind per token');
  // rows of the embedding beyond the vocabulary are numbered as unused tokens
  let size = tokens.length;
  while (size > 0 && kinds[size - 1] === UNUSED) size--;
  if (size > MOST_TOKENS) throw unsupported(`vocabularies of more than ${MOST_TOKENS} tokens are not read`);
  const idsOf = (kind: number): number[] => [...tokens.keys()].filter((id) => id < size && kinds[id] === kind);
  const other = tokens.findIndex((_, id) => id < size && ![NORMAL, CONTROL, USER_DEFINED].includes(kinds[id]));
  if (other >= 0) throw unsupported(`token ${other} is of kind ${kinds[other]}, which byte-level BPE does not have`);
  const vocabulary = tokens.slice(0, size);
  if (new Set(vocabulary).size < size) throw bad('tokenizer.ggml.tokens has a token twice');
  const file: TokenizerFile = {
    vocabulary,
    merges,
    endOfTurn: -1, // found by name when the file is read
    special: idsOf(CONTROL),
    ordinary: idsOf(USER_DEFINED),
    splitsDigits: SPLITS_DIGITS[pre]!,
    // the library leaves bytes without a token out, whatever tokenizer.ggml.unknown_token_id says
    unknown: undefined,
  };
  return writeTokenizerFile(file);
}

function texts(value: unknown, name: string): string[] {
  if (!Array.isArray(value) || value.some((one) => typeof one !== 'string')) throw bad(`${name} must be texts`);
  const length = (value as string[]).reduce((sum, one) => sum + one.length, 0);
  if (length > MOST_TEXT) throw unsupported(`${name} has more than ${MOST_TEXT} characters`);
  return value as string[];
}

function splitMerge(merge: string): [string, string] {
  const space = merge.indexOf(' ', 1);
  if (space < 0) throw bad(`the merge ${printable(merge)} is not two tokens`);
  return [merge.slice(0, space), merge.slice(space + 1)];
}
