/** Cleaning of one turn of raw dialogue. */

/** Why a turn or a record is dropped. */
export type DropReason =
  /** The record is not JSON, or the file ends in the middle of it. */
  | 'not-json'
  /** JSON or a line, but without the fields its format has. */
  | 'wrong-shape'
  /** A record of more characters than any real one. */
  | 'record-too-long'
  /** Its author or a moderator took it away. */
  | 'deleted'
  | 'empty'
  /** More than MAX_WORDS words. */
  | 'too-long'
  | 'link'
  /** Nothing but quoted lines. */
  | 'quote'
  /** Control characters or bytes that are not UTF-8. */
  | 'not-text'
  /** No learnt turn with a turn before it. */
  | 'no-reply'
  /** The same turns were kept before. */
  | 'duplicate';
/** Longest turn, words. */
const MAX_WORDS = 200;

/** Cleaned text, or why the turn is dropped. */
export type Cleaned = { readonly text: string } | { readonly drop: DropReason };

const NOT_TEXT = /[\u0000-\u0008\u000e-\u001f\u007f\ufffd]/;
const LINK = /\bhttps?:|\bwww\.|\]\(|\b[\w-]+\.(?:com|org|net|edu|gov|io|ly)\b/i;
/** `>` opens a quoted line on Reddit, but `>:(` and `>.<` are faces. */
const QUOTED_LINE = /^\s*>(?![:;=.\-_<])/;

/**
 * Cleans one turn: undoes one round of HTML escaping, removes quoted lines, collapses white space. Drops turns that are
 * too long, empty, deleted, or contain links or control characters.
 */
export function cleanText(raw: string): Cleaned {
  // 60 characters per word is far above any real mean: longer text need not be split
  if (raw.length > MAX_WORDS * 60) return { drop: 'too-long' };
  if (NOT_TEXT.test(raw)) return { drop: 'not-text' };
  const unescaped = raw.includes('&') ? unescapeHtml(raw) : raw;
  if (LINK.test(unescaped)) return { drop: 'link' };
  const lines = unescaped.includes('>') ? unescaped.split('\n') : [unescaped];
  const own = lines.filter((line) => !QUOTED_LINE.test(line));
  const text = own
    .join('\n')
    .replace(/[\p{White_Space}\u200b\ufeff]+/gu, ' ')
    .trim();
  if (text === '') return { drop: own.length < lines.length ? 'quote' : 'empty' };
  if (/^\[\s*(?:deleted|removed)\s*\]$/i.test(text)) return { drop: 'deleted' };
  if (wordCount(text) > MAX_WORDS) return { drop: 'too-long' };
  return { text };
}

/** Number of words of cleaned text, which single spaces separate. */
export function wordCount(text: string): number {
  let count = text === '' ? 0 : 1;
  for (let at = text.indexOf(' '); at >= 0; at = text.indexOf(' ', at + 1)) count++;
  return count;
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** Undoes one round of HTML escaping for the entities that occur in forum dumps. Unknown ones are kept. */
function unescapeHtml(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,4}));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
      const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hex!, 16);
      return code >= 0x20 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
        ? String.fromCodePoint(code)
        : whole;
    },
  );
}
