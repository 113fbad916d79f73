/** What characters and words of PGN movetext mean. */

/** A number that stands before a move ends in points: `1.`, `1...`, `1…` */
export const isPoint = (code: number): boolean => code === 46 || code === 0x2026;

export const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** `-` and what typesetting makes of it: hyphens, en and em dash, minus. */
export const isDash = (code: number): boolean => code === 45 || (code >= 0x2010 && code <= 0x2014) || code === 0x2212;

/** The same text with `-` for every kind of dash. */
export const plainDashes = (text: string): string => text.replace(/[\u2010-\u2014\u2212]/g, '-');

/** Space, and characters that are read as such: control characters, the space that does not break, byte order marks. */
export const isSpace = (code: number): boolean => code <= 32 || code === 0xa0 || code === 0xfeff;

/** Characters that go on with a word: no space, and nothing that begins something else: { } ( ) [ ] ; < > $ */
export function isWordCharacter(code: number): boolean {
  if (code <= 32) return false;
  return !(
    code === 123 ||
    code === 125 ||
    code === 40 ||
    code === 41 ||
    code === 91 ||
    code === 93 ||
    code === 59 ||
    code === 60 ||
    code === 62 ||
    code === 36 ||
    code === 0xa0
  );
}

/** Marks at the end of a move: check, mate, ! ? =, and glyphs such as +- -/+ ± ∞ ⩱ (but no chess piece). */
const MARKS = /(?:\+\/?-|-\/?\+|[^\p{L}\p{N}\s@\u2654-\u265f-])+$/u;
const NO_WORD = /^[^\p{L}\p{N}]*$/u;

/** Where the move ends of a word that stands at `from`: before all marks. */
export function moveEnd(text: string, from: number, end: number): number {
  let last = end;
  while (last > from && isCheckOrMark(text.charCodeAt(last - 1))) last--;
  if (last === from || isAlphanumeric(text.charCodeAt(last - 1))) return last;
  return from + text.slice(from, end).replace(MARKS, '').length;
}

/** Whether a word is annotation alone, such as `±`, `=` or `+/-`: it has no letter and no digit. */
export const isGlyph = (word: string): boolean => word !== '--' && word !== '@@@@' && NO_WORD.test(word);

/** `e.p.` behind a capture, as FIDE's Laws of Chess (C.13) allow it. */
export const isEnPassantMark = (word: string): boolean => /^e\.?p\.?$/.test(word);

/** + # ! ? */
const isCheckOrMark = (code: number): boolean => code === 43 || code === 35 || code === 33 || code === 63;

const isAlphanumeric = (code: number): boolean =>
  isDigit(code) || (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
