import fc from 'fast-check';

/**
 * Unicode strings with the things that word splitting turns on: spaces of all kinds, apostrophes, numbers, emoji, lone
 * surrogates replaced.
 */
export const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.constantFrom(
        ' ',
        '  ',
        '\n',
        '\t',
        '\u0085',
        '\ufeff',
        '\u00a0',
        "'s",
        "'LL",
        "n't",
        '12',
        '½',
        '😀',
        '<|endoftext|>',
        'the',
        ' the',
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) =>
    parts.join('').replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, ''),
  );
