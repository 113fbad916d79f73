/** Character classes and word patterns of PGN movetext. */

/** The points after a move number: `1.`, `1...`, `1…` */
export const isPoint = (code: number): boolean => code === 46 || code === 0x2026;

/** ASCII 0-9. */
export const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** `-` and its typographic variants: hyphens, en and em dash, minus. */
export const isDash = (code: number): boolean => code === 45 || (code >= 0x2010 && code <= 0x2014) || code === 0x2212;

/** Replaces every kind of dash by `-`. */
export const plainDashes = (text: string): string => text.replace(/[\u2010-\u2014\u2212]/g, '-');

/** White space: space, control characters, no-break space, byte order mark. */
export const isSpace = (code: number): boolean => code <= 32 || code === 0xa0 || code === 0xfeff;

/** Characters that continue a word: everything but white space and { } ( ) [ ] ; < > $ */
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

/** End index of the move in the word from `from` to `end`: before all check signs and annotation. */
export function moveEnd(text: string, from: number, end: number): number {
  let last = end;
  while (last > from && isCheckOrMark(text.charCodeAt(last - 1))) last--;
  if (last === from || isAlphanumeric(text.charCodeAt(last - 1))) return last;
  return from + text.slice(from, end).replace(MARKS, '').length;
}

/** Whether a word is only annotation, such as `±`, `=` or `+/-`: it has no letter and no digit. */
export const isGlyph = (word: string): boolean => word !== '--' && word !== '@@@@' && NO_WORD.test(word);

/** `e.p.` after a capture, as FIDE's Laws of Chess (C.13) allow it. */
export const isEnPassantMark = (word: string): boolean => /^e\.?p\.?$/.test(word);

/** + # ! ? */
const isCheckOrMark = (code: number): boolean => code === 43 || code === 35 || code === 33 || code === 63;

const isAlphanumeric = (code: number): boolean =>
  isDigit(code) || (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
