/**
 * The byte level of GPT-2's tokenizer (Radford et al. 2019): text is split into words, and each byte of a word is
 * written as one printable character, so that a vocabulary of strings can represent any bytes.
 */

/** The token that ends every turn, as in DialoGPT. */
export const END_OF_TURN = '<|endoftext|>';

/**
 * GPT-2's word pattern as Hugging Face tokenizers apply it. Their `\s` is Unicode's White_Space, which is not
 * JavaScript's (that one lacks U+0085 and has U+FEFF).
 */
const WORD = new RegExp(
  [
    "'s|'t|'re|'ve|'m|'ll|'d",
    String.raw` ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+`,
    String.raw`\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+`,
  ].join('|'),
  'gu',
);

/** Splits a text into words; their concatenation is the text. */
export function splitWords(text: string): string[] {
  return text.match(WORD) ?? [];
}

/** Splits a text into single digits (Unicode's numbers of any kind) and what is between them. */
export function splitDigits(text: string): string[] {
  return text.match(/\p{N}|\P{N}+/gu) ?? [];
}

/** Bytes that print as themselves in Latin-1; the other 68 are moved up to U+0100 and on, in byte order. */
const printsAsItself = (byte: number): boolean =>
  (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;

/** The character that stands for each byte. */
export const BYTE_CHARACTERS: readonly string[] = (() => {
  let moved = 0;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(printsAsItself(byte) ? byte : 0x100 + moved++));
})();

/** The byte that each character (by code unit) stands for. */
export const CHARACTER_BYTES: ReadonlyMap<number, number> = new Map(
  BYTE_CHARACTERS.map((character, byte) => [character.charCodeAt(0), byte]),
);
