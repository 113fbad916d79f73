/** Reading and writing `tokenizer.json`; a file is checked completely before use. */
import { isByteLevel, readAddedTokens } from './added-tokens.js';
import { END_OF_TURN } from './byte-level.js';
import { object, TokenizerError } from './tokenizer-error.js';

/** The content of a `tokenizer.json`. */
export interface TokenizerFile {
  /** Token strings by id: byte-level text, for added tokens plain text. */
  readonly vocabulary: readonly string[];
  /** Pairs of tokens in the order of learning; the index of a merge is its rank. */
  readonly merges: readonly (readonly [string, string])[];
  /** Id of the token that ends a turn. */
  readonly endOfTurn: number;
  /** Ids that no text encodes to, ascending; the end of a turn is among them. */
  readonly special: readonly number[];
  /** Ids of added tokens that are ordinary text: found as they are, before words are split. */
  readonly ordinary: readonly number[];
  /** Whether each digit is a word of its own, as with Hugging Face's `Digits` before `ByteLevel`. */
  readonly splitsDigits: boolean;
  /** Id of a byte that has no token; undefined where such bytes are left out. */
  readonly unknown: number | undefined;
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
  // older files leave the type out
  if (model.type !== 'BPE' && !(model.type === undefined && Array.isArray(model.merges)))
    throw new TokenizerError('model.type must be "BPE"');
  checkModel(model);
  const splitsDigits = readPreTokenizer(file);
  const added = readAddedTokens(file.added_tokens);
  const { vocabulary, known } = readVocabulary(model.vocab, new Map([...added.special, ...added.ordinary]));
  const endOfTurn = vocabulary.indexOf(END_OF_TURN);
  if (endOfTurn < 0) throw new TokenizerError(`model.vocab has no ${END_OF_TURN}`);
  vocabulary.forEach((token, id) => {
    if (id !== endOfTurn && !added.special.has(id) && !added.ordinary.has(id) && !isByteLevel(token))
      throw new TokenizerError(`model.vocab: ${JSON.stringify(token.slice(0, 40))} is not byte-level text`);
  });
  const special = [...new Set([endOfTurn, ...added.special.keys()])].sort((a, b) => a - b);
  const unknown = model.unk_token == null ? undefined : vocabulary.indexOf(String(model.unk_token));
  if (unknown === -1) throw new TokenizerError('model.unk_token is not in the vocabulary');
  const ordinary = [...added.ordinary.keys()].filter((id) => id !== endOfTurn);
  return { vocabulary, merges: readMerges(model.merges, known), endOfTurn, special, ordinary, splitsDigits, unknown };
}

/** Returns the text of a `tokenizer.json`; equal tokenizers have equal bytes and so equal addresses. */
export function writeTokenizerFile(file: TokenizerFile): string {
  const special = new Set(file.special);
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
  return `${JSON.stringify({
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [...file.special, ...file.ordinary].map((id) => ({
      id,
      content: file.vocabulary[id],
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: special.has(id),
    })),
    normalizer: null,
    pre_tokenizer: file.splitsDigits
      ? { type: 'Sequence', pretokenizers: [{ type: 'Digits', individual_digits: true }, byteLevel] }
      : byteLevel,
    post_processor: null,
    decoder: byteLevel,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: file.unknown === undefined ? null : file.vocabulary[file.unknown],
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

/** Refuses variants of BPE with which our ids would differ from those of the file's library. */
function checkModel(model: Record<string, unknown>): void {
  for (const name of ['dropout', 'continuing_subword_prefix', 'end_of_word_suffix', 'byte_fallback', 'ignore_merges'])
    if (model[name]) throw new TokenizerError(`model.${name} is not supported`);
  if (model.fuse_unk && model.unk_token != null) throw new TokenizerError('model.fuse_unk is not supported');
}

/** Refuses other pre-tokenizers and normalizers, as above. Returns whether digits are split. */
function readPreTokenizer(file: Record<string, unknown>): boolean {
  if (file.normalizer !== null && file.normalizer !== undefined) {
    throw new TokenizerError('normalizer must be null');
  }
  const pre = object(file.pre_tokenizer, 'pre_tokenizer');
  const steps: unknown[] = pre.type === 'Sequence' && Array.isArray(pre.pretokenizers) ? pre.pretokenizers : [pre];
  const [digits, last] = steps.length === 1 ? [undefined, steps[0]] : steps;
  if (isWordPattern(last) && steps.length <= 2 && (digits === undefined || isDigits(digits)))
    return digits !== undefined;
  throw new TokenizerError(
    'pre_tokenizer must be ByteLevel with add_prefix_space false and its word pattern, alone or after single Digits',
  );
}

function isWordPattern(step: unknown): boolean {
  const { type, add_prefix_space, use_regex } = object(step, 'a step of pre_tokenizer');
  return type === 'ByteLevel' && add_prefix_space === false && use_regex !== false;
}

function isDigits(step: unknown): boolean {
  const { type, individual_digits } = object(step, 'a step of pre_tokenizer');
  return type === 'Digits' && individual_digits === true;
}

/** Returns all tokens by id, added ones too, and those that merges may name. */
function readVocabulary(
  value: unknown,
  added: ReadonlyMap<number, string>,
): { vocabulary: string[]; known: ReadonlySet<string> } {
  const entries = Object.entries(object(value, 'model.vocab'));
  const known = new Map<string, unknown>(entries);
  for (const [id, token] of added) {
    if (!known.has(token)) entries.push([token, id]);
    else if (known.get(token) !== id) throw new TokenizerError('added_tokens and model.vocab differ on an id');
  }
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
  return { vocabulary: vocabulary as string[], known: new Set(known.keys()) };
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
