/** Byte-level BPE in Hugging Face's `tokenizer.json` format: encodes any text without loss. */
import { BYTE_CHARACTERS, CHARACTER_BYTES, splitWords } from './byte-level.js';
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
  /** Text of the file it was read from, for the checkpoint. */
  readonly json: string;

  readonly #byteIds: Int32Array;
  readonly #tokenBytes: readonly Uint8Array[];
  readonly #merges: ReadonlyMap<number, Merge>;
  readonly #cache = new Map<string, readonly number[]>();
  readonly #utf8 = new TextEncoder();

  private constructor(json: string, file: TokenizerFile) {
    this.json = json;
    this.size = file.vocabulary.length;
    this.endOfTurn = file.endOfTurn;
    const idOf = new Map(file.vocabulary.map((token, id) => [token, id]));
    this.#byteIds = Int32Array.from(BYTE_CHARACTERS, (character) => idOf.get(character)!);
    this.#tokenBytes = file.vocabulary.map((token, id) => (id === file.endOfTurn ? new Uint8Array(0) : bytesOf(token)));
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

  /** Encodes a text. A literal `<|endoftext|>` in it is encoded as its letters, never as the end of a turn. */
  encode(text: string): number[] {
    const ids: number[] = [];
    for (const word of splitWords(text)) {
      for (const id of this.#encodeWord(word)) ids.push(id);
    }
    return ids;
  }

  /** Decodes ids. Unknown ids and ends of turn give nothing; bytes that are not UTF-8 give U+FFFD. */
  decode(ids: ArrayLike<number>): string {
    const parts: Uint8Array[] = [];
    for (let i = 0; i < ids.length; i++) {
      const bytes = this.#tokenBytes[ids[i]!];
      if (bytes !== undefined) parts.push(bytes);
    }
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.concat(parts));
  }

  #encodeWord(word: string): readonly number[] {
    const known = this.#cache.get(word);
    if (known !== undefined) return known;
    const symbols = Array.from(this.#utf8.encode(word), (byte) => this.#byteIds[byte]!);
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
