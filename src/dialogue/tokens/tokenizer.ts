/**
 * Byte-level BPE in Hugging Face's `tokenizer.json` format. Encodes any text without loss where every byte has a token;
 * files of others may lack bytes that their training text had not, which are left out as Hugging Face's library does.
 */
import { byteIdsOf } from './added-tokens.js';
import { CHARACTER_BYTES, splitDigits, splitWords } from './byte-level.js';
import { type Merge, mergeWord } from './merge-word.js';
import { parseTokenizerFile, type TokenizerFile } from './tokenizer-file.js';

/** Words whose ids are cached; a full cache is cleared. Real text repeats nearly all its words. */
const MAX_CACHED_WORDS = 65_536;
/** Longest cached word, UTF-16 units. */
const MAX_CACHED_LENGTH = 64;

/** A tokenizer in memory. */
export class Tokenizer {
  /** Number of ids, which are 0 to size - 1. */
  readonly size: number;
  /** Id of `<|endoftext|>`, which no text encodes to; only pack.ts writes it. */
  readonly endOfTurn: number;
  /** Ids of tokens that no text encodes to, by their names: the end of a turn, and what a file adds. */
  readonly special: ReadonlyMap<string, number>;
  /** Text of the file it was read from, for the checkpoint. */
  readonly json: string;

  readonly #byteIds: Int32Array;
  readonly #tokenBytes: readonly Uint8Array[];
  readonly #merges: ReadonlyMap<number, Merge>;
  readonly #splitsDigits: boolean;
  /** Finds ordinary added tokens; undefined where there are none. */
  readonly #added: RegExp | undefined;
  readonly #addedIds: ReadonlyMap<string, number>;
  readonly #cache = new Map<string, readonly number[]>();
  readonly #utf8 = new TextEncoder();

  private constructor(json: string, file: TokenizerFile) {
    this.json = json;
    this.size = file.vocabulary.length;
    this.endOfTurn = file.endOfTurn;
    const idOf = new Map(file.vocabulary.map((token, id) => [token, id]));
    this.special = new Map(file.special.map((id) => [file.vocabulary[id]!, id]));
    this.#addedIds = new Map(file.ordinary.map((id) => [file.vocabulary[id]!, id]));
    this.#added = patternOf([...this.#addedIds.keys()]);
    this.#splitsDigits = file.splitsDigits;
    this.#byteIds = byteIdsOf(idOf, file.unknown);
    const special = new Set(file.special);
    this.#tokenBytes = file.vocabulary.map((token, id) => {
      if (special.has(id)) return new Uint8Array(0);
      return this.#addedIds.get(token) === id ? this.#utf8.encode(token) : bytesOf(token);
    });
    const merges = new Map<number, Merge>();
    file.merges.forEach(([left, right], rank) => {
      const pair = this.#pair(idOf.get(left)!, idOf.get(right)!);
      merges.set(pair, { rank, id: idOf.get(left + right)! });
    });
    this.#merges = merges;
  }

  /** Parses a `tokenizer.json`. Throws TokenizerError, which says what is wrong with the file. */
  static fromJson(json: string): Tokenizer {
    return new Tokenizer(json, parseTokenizerFile(json));
  }

  /** Encodes a text. A literal `<|endoftext|>` in it is encoded as its letters, as is any other special token. */
  encode(text: string): number[] {
    const ids: number[] = [];
    for (const part of this.#added === undefined ? [text] : text.split(this.#added)) {
      const added = this.#addedIds.get(part);
      if (added !== undefined) ids.push(added);
      else this.#encodeWords(part, ids);
    }
    return ids;
  }

  /** Decodes ids. Unknown ids and special tokens give nothing; bytes that are not UTF-8 give U+FFFD. */
  decode(ids: ArrayLike<number>): string {
    const parts: Uint8Array[] = [];
    for (let i = 0; i < ids.length; i++) {
      const bytes = this.#tokenBytes[ids[i]!];
      if (bytes !== undefined) parts.push(bytes);
    }
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.concat(parts));
  }

  #encodeWords(text: string, ids: number[]): void {
    for (const piece of this.#splitsDigits ? splitDigits(text) : [text])
      for (const word of splitWords(piece)) for (const id of this.#encodeWord(word)) ids.push(id);
  }

  #encodeWord(word: string): readonly number[] {
    const known = this.#cache.get(word);
    if (known !== undefined) return known;
    const symbols = Array.from(this.#utf8.encode(word), (byte) => this.#byteIds[byte]!).filter((id) => id >= 0);
    const ids = mergeWord(symbols, (left, right) => this.#merges.get(this.#pair(left, right)));
    if (word.length <= MAX_CACHED_LENGTH) {
      if (this.#cache.size >= MAX_CACHED_WORDS) this.#cache.clear();
      this.#cache.set(word, ids);
    }
    return ids;
  }

  /** Two ids as one number. */
  #pair(left: number, right: number): number {
    return left * this.size + right;
  }
}

function bytesOf(token: string): Uint8Array {
  return Uint8Array.from({ length: token.length }, (_, i) => CHARACTER_BYTES.get(token.charCodeAt(i))!);
}

/** Matches any of the tokens, longest first, as one group, so that splitting by it keeps them. */
function patternOf(tokens: readonly string[]): RegExp | undefined {
  if (tokens.length === 0) return undefined;
  const longestFirst = [...tokens].sort((a, b) => b.length - a.length);
  return new RegExp(`(${longestFirst.map((token) => token.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|')})`, 'u');
}
