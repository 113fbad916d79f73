/** Reading and writing `tokenizer.json`; a file is checked completely before use. */
import { BYTE_CHARACTERS, CHARACTER_BYTES, END_OF_TURN } from './byte-level.js';

/**
 * The file is not a tokenizer that we can use.
 *
 * @internal
 */
export class TokenizerError extends Error {
  readonly code = 'bad-tokenizer';
  override readonly name = 'TokenizerError';
}

/** The content of a `tokenizer.json`. */
export interface TokenizerFile {
  /** Token strings by id. */
  readonly vocabulary: readonly string[];
  /** Pairs of tokens in the order of learning; the index of a merge is its rank. */
  readonly merges: readonly (readonly [string, string])[];
  /** Id of the token that ends a turn. */
  readonly endOfTurn: number;
}

/** Largest vocabulary; the embedding table has one row per token, so a larger file could not be used. */
const MAX_VOCABULARY = 65_536;

/** Parses and checks a `tokenizer.json`. Throws TokenizerError. */
export function parseTokenizerFile(json: string): TokenizerFile {
  let root: unknown;
  try {
    root = JSON.parse(json);
  } catch {
    throw new TokenizerError('tokenizer.json is not JSON');
  }
  const file = object(root, 'tokenizer.json');
  const model = object(file.model, 'model');
  if (model.type !== 'BPE') throw new TokenizerError('model.type must be "BPE"');
  checkPreTokenizer(file);
  const vocabulary = readVocabulary(model.vocab);
  const known = new Set(vocabulary);
  const endOfTurn = vocabulary.indexOf(END_OF_TURN);
  if (endOfTurn < 0) throw new TokenizerError(`model.vocab has no ${END_OF_TURN}`);
  const missing = BYTE_CHARACTERS.findIndex((character) => !known.has(character));
  if (missing >= 0) throw new TokenizerError(`model.vocab has no token for byte ${missing}`);
  for (const token of vocabulary) {
    if (token !== END_OF_TURN && !isByteLevel(token)) {
      throw new TokenizerError(`model.vocab: ${JSON.stringify(token.slice(0, 40))} is not byte-level text`);
    }
  }
  return { vocabulary, merges: readMerges(model.merges, known), endOfTurn };
}

/** Returns the text of a `tokenizer.json`; equal tokenizers have equal bytes and so equal addresses. */
export function writeTokenizerFile(file: TokenizerFile): string {
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
  return `${JSON.stringify({
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [
      {
        id: file.endOfTurn,
        content: END_OF_TURN,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      },
    ],
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: null,
    decoder: byteLevel,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(file.vocabulary.map((token, id) => [token, id])),
      merges: file.merges.map(([left, right]) => `${left} ${right}`),
    },
  })}\n`;
}

function object(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TokenizerError(`${name} must be an object`);
  }
  return value as Record<string, unknown>;
}

/** Refuses other pre-tokenizers and normalizers, with which our ids would differ from those of the file's library. */
function checkPreTokenizer(file: Record<string, unknown>): void {
  const pre = object(file.pre_tokenizer, 'pre_tokenizer');
  if (pre.type !== 'ByteLevel' || pre.add_prefix_space !== false || pre.use_regex === false) {
    throw new TokenizerError('pre_tokenizer must be ByteLevel with add_prefix_space false and its word pattern');
  }
  if (file.normalizer !== null && file.normalizer !== undefined) {
    throw new TokenizerError('normalizer must be null');
  }
}

function readVocabulary(value: unknown): string[] {
  const entries = Object.entries(object(value, 'model.vocab'));
  if (entries.length > MAX_VOCABULARY) throw new TokenizerError(`model.vocab has more than ${MAX_VOCABULARY} tokens`);
  const vocabulary = new Array<string | undefined>(entries.length).fill(undefined);
  for (const [token, id] of entries) {
    if (
      !Number.isInteger(id) ||
      (id as number) < 0 ||
      (id as number) >= entries.length ||
      vocabulary[id as number] !== undefined
    ) {
      throw new TokenizerError('model.vocab must number its tokens 0, 1, 2 and so on, each once');
    }
    vocabulary[id as number] = token;
  }
  return vocabulary as string[];
}

/** Newer libraries write a merge as `["a", "b"]`, older ones as `"a b"`. */
function readMerges(value: unknown, known: ReadonlySet<string>): [string, string][] {
  if (!Array.isArray(value)) throw new TokenizerError('model.merges must be an array');
  return value.map((merge: unknown, at) => {
    const parts: unknown = typeof merge === 'string' ? merge.split(' ') : merge;
    if (!Array.isArray(parts) || parts.length !== 2 || typeof parts[0] !== 'string' || typeof parts[1] !== 'string') {
      throw new TokenizerError(`model.merges[${at}] must be two tokens`);
    }
    const [left, right] = parts as [string, string];
    if (!known.has(left) || !known.has(right) || !known.has(left + right)) {
      throw new TokenizerError(`model.merges[${at}] names a token that model.vocab does not have`);
    }
    return [left, right];
  });
}

function isByteLevel(token: string): boolean {
  if (token.length === 0) return false;
  for (let i = 0; i < token.length; i++) if (!CHARACTER_BYTES.has(token.charCodeAt(i))) return false;
  return true;
}
