import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, wordCount } from '../../../src/dialogue/conversation/clean-text.js';
import { anyText } from '../texts.js';

/** Longest turn that is kept, words. */
const MAX_WORDS = 200;

describe('cleanText', () => {
  it.each([
    ['  two\t words\n', 'two words'],
    ['fish &amp; chips &lt;3 &quot;yes&quot; &#39;no&#39; &#x27;x&#x27;', `fish & chips <3 "yes" 'no' 'x'`],
    ['&unknown; &#0; &#55296; &#99999999;', '&unknown; &#0; &#55296; &#99999999;'],
    ['&gt; what they said\n\nI agree', 'I agree'],
    ['> what they said\nI agree', 'I agree'],
    ['>:( that is sad', '>:( that is sad'],
    ['non\u00a0breaking\u2003and\u200bzero width', 'non breaking and zero width'],
    ['[removed] the mask', '[removed] the mask'],
  ])('%j becomes %j', (raw, text) => {
    expect(cleanText(raw)).toEqual({ text });
  });

  it.each([
    ['', 'empty'],
    [' \n\t ', 'empty'],
    ['[deleted]', 'deleted'],
    [' [Removed] ', 'deleted'],
    ['&gt; only a quote', 'quote'],
    ['look at https://example.org/x', 'link'],
    ['[here](page)', 'link'],
    ['it is on www.example', 'link'],
    ['buy it at example.com today', 'link'],
    ['a\u0000b', 'not-text'],
    ['broken \ufffd byte', 'not-text'],
    ['word '.repeat(MAX_WORDS + 1), 'too-long'],
    ['x'.repeat(100_000), 'too-long'],
  ])('%j is dropped: %s', (raw, drop) => {
    expect(cleanText(raw)).toEqual({ drop });
  });

  it('keeps the longest allowed', () => {
    expect(cleanText('word '.repeat(MAX_WORDS))).toHaveProperty('text');
  });

  it('leaves clean text as it is, and counts its words', () => {
    fc.assert(
      fc.property(anyText, (raw) => {
        const cleaned = cleanText(raw);
        if ('drop' in cleaned || /&|>/.test(cleaned.text)) return;
        expect(cleanText(cleaned.text)).toEqual(cleaned);
        expect(wordCount(cleaned.text)).toBe(cleaned.text.split(' ').length);
      }),
    );
  });
});
