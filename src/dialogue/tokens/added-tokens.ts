/** The `added_tokens` of a `tokenizer.json`: tokens that text is not merged into. */
import { BYTE_CHARACTERS, CHARACTER_BYTES } from './byte-level.js';
import { object, TokenizerError } from './tokenizer-error.js';

/** Added tokens by id. */
interface AddedTokens {
  /** Marks such as the start of a turn: no text encodes to them. */
  readonly special: ReadonlyMap<number, string>;
  /** Ordinary text that is one token wherever it occurs, before words are split. */
  readonly ordinary: ReadonlyMap<number, string>;
}

const MAX_ORDINARY = 1_000;
/** Length of an added token, UTF-16 units. All ordinary ones together become one regular expression. */
const MAX_LENGTH = 256;

/** Reads `added_tokens`, which may be absent. Throws TokenizerError. */
export function readAddedTokens(value: unknown): AddedTokens {
  const special = new Map<number, string>();
  const ordinary = new Map<number, string>();
  const known = new Set<string>();
  if (value != null && !Array.isArray(value)) throw new TokenizerError('added_tokens must be an array');
  for (const [at, entry] of (value ?? []).entries()) {
    const name = `added_tokens[${at}]`;
    const { id, content, special: isSpecial, ...flags } = object(entry, name);
    if (typeof content !== 'string' || content === '' || known.has(content))
      throw new TokenizerError(`${name}.content must be a text, given once`);
    if (content.length > MAX_LENGTH) throw new TokenizerError(`${name}.content is longer than ${MAX_LENGTH}`);
    if (!Number.isInteger(id) || special.has(id as number) || ordinary.has(id as number))
      throw new TokenizerError(`${name}.id must be a whole number, given once`);
    // text that surrounds a special token is not encoded with it here, so these change nothing for special ones
    if (isSpecial !== true && (flags.single_word === true || flags.lstrip === true || flags.rstrip === true))
      throw new TokenizerError(`${name}: single_word, lstrip and rstrip are not supported`);
    known.add(content);
    (isSpecial === true ? special : ordinary).set(id as number, content);
  }
  // all of them are tried at every place of a text
  if (ordinary.size > MAX_ORDINARY) throw new TokenizerError(`more than ${MAX_ORDINARY} added tokens are not special`);
  return { special, ordinary };
}

/** Whether every character stands for a byte. */
export function isByteLevel(token: string): boolean {
  if (token.length === 0) return false;
  for (let i = 0; i < token.length; i++) if (!CHARACTER_BYTES.has(token.charCodeAt(i))) return false;
  return true;
}

/** Returns the token of each byte, -1 where the vocabulary has none and no token for unknown ones. */
export function byteIdsOf(idOf: ReadonlyMap<string, number>, unknown: number | undefined): Int32Array {
  return Int32Array.from(BYTE_CHARACTERS, (character) => idOf.get(character) ?? unknown ?? -1);
}
