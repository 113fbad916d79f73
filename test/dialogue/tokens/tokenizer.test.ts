import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { END_OF_TURN } from '../../../src/dialogue/tokens/byte-level.js';
import { type Merge, mergeWord } from '../../../src/dialogue/tokens/merge-word.js';
import { Tokenizer } from '../../../src/dialogue/tokens/tokenizer.js';
import { TokenizerError } from '../../../src/dialogue/tokens/tokenizer-error.js';
import { trainTokenizer } from '../../../src/dialogue/tokens/train-tokenizer.js';
import { anyText } from '../texts.js';
import { reference, type TokenizerVectors } from '../tokenizer-vectors.js';

const tokenizer = Tokenizer.fromJson(JSON.stringify(reference.tokenizer));

describe('against Hugging Face tokenizers', () => {
  it.each(reference.vectors)('encodes $text as it does', ({ text, ids }) => {
    expect(tokenizer.encode(text)).toEqual(ids);
  });

  it('learns the vocabulary and merges that its trainer learns', () => {
    const model = (JSON.parse(trainTokenizer(reference.training, reference.size)) as TokenizerVectors['tokenizer'])
      .model;
    expect(model.vocab).toEqual(reference.tokenizer.model.vocab);
    expect(model.merges).toEqual(
      reference.tokenizer.model.merges.map((merge) => (typeof merge === 'string' ? merge : merge.join(' '))),
    );
  });
});

describe('encoding', () => {
  it('comes back unchanged from any text', () => {
    fc.assert(
      fc.property(anyText, (text) => tokenizer.decode(tokenizer.encode(text)) === text),
      { numRuns: 500 },
    );
  });

  it('never writes the end of a turn for text that spells it', () => {
    const ids = tokenizer.encode(`say ${END_OF_TURN} twice`);
    expect(ids).not.toContain(tokenizer.endOfTurn);
    expect(tokenizer.decode([...ids, tokenizer.endOfTurn, 99_999, -1])).toBe(`say ${END_OF_TURN} twice`);
  });

  it('encodes one endless word, which a quadratic merge would not within the limit of a test', () => {
    expect(tokenizer.decode(tokenizer.encode('knight'.repeat(50_000)))).toHaveLength(300_000);
  });

  it('merges as a plain scan for the lowest rank, leftmost first, does', () => {
    const symbol = fc.integer({ min: 0, max: 5 });
    const merges = fc.uniqueArray(fc.tuple(symbol, symbol, fc.integer({ min: 0, max: 9 })), {
      maxLength: 20,
      selector: ([left, right]) => left * 10 + right,
    });
    fc.assert(
      fc.property(fc.array(symbol, { maxLength: 30 }), merges, (word, learnt) => {
        const table = new Map(
          learnt.map(([left, right, id], rank): [number, Merge] => [left * 10 + right, { rank, id }]),
        );
        const mergeOf = (left: number, right: number): Merge | undefined => table.get(left * 10 + right);
        expect(mergeWord(word, mergeOf)).toEqual(plainMerge(word, mergeOf));
      }),
    );
  });
});

function plainMerge(word: readonly number[], mergeOf: (left: number, right: number) => Merge | undefined): number[] {
  const ids = [...word];
  for (;;) {
    let best: { at: number; merge: Merge } | undefined;
    for (let at = 0; at + 1 < ids.length; at++) {
      const merge = mergeOf(ids[at]!, ids[at + 1]!);
      if (merge !== undefined && (best === undefined || merge.rank < best.merge.rank)) best = { at, merge };
    }
    if (best === undefined) return ids;
    ids.splice(best.at, 2, best.merge.id);
  }
}

describe('training', () => {
  it('does not depend on the order of the texts', () => {
    expect(trainTokenizer([...reference.training].reverse(), 400)).toBe(trainTokenizer(reference.training, 400));
  });

  it('stops when no pair is left that occurs twice', () => {
    expect(Tokenizer.fromJson(trainTokenizer(['abab'], 5_000)).size).toBeLessThan(262);
    expect(Tokenizer.fromJson(trainTokenizer([], 5_000)).size).toBe(257);
  });

  it('refuses a size that cannot be', () => {
    expect(() => trainTokenizer([], 256)).toThrow(RangeError);
    expect(() => trainTokenizer([], 300.5)).toThrow(RangeError);
  });
});

describe('a broken tokenizer.json is refused with the reason', () => {
  const good = (): Record<string, unknown> & TokenizerVectors['tokenizer'] =>
    JSON.parse(JSON.stringify(reference.tokenizer)) as Record<string, unknown> & TokenizerVectors['tokenizer'];
  type File = ReturnType<typeof good>;
  const changed =
    (change: (file: File) => unknown) =>
    (file: File): File => {
      change(file);
      return file;
    };
  const cases: [string, (file: File) => unknown, RegExp][] = [
    ['an array', () => [], /must be an object/],
    ['another model', (file) => ({ ...file, model: { type: 'WordPiece' } }), /model\.type/],
    ['another splitting of words', (file) => ({ ...file, pre_tokenizer: { type: 'Whitespace' } }), /pre_tokenizer/],
    [
      'a space put before',
      (file) => ({ ...file, pre_tokenizer: { type: 'ByteLevel', add_prefix_space: true } }),
      /pre_tokenizer/,
    ],
    ['a normalizer', (file) => ({ ...file, normalizer: { type: 'NFC' } }), /normalizer/],
    ['an id twice', changed((file) => (file.model.vocab.a = 5)), /number its tokens/],
    [
      'an id that is no number',
      changed((file) => ((file.model.vocab as Record<string, unknown>).a = 'x')),
      /number its tokens/,
    ],
    [
      'a token that is not bytes',
      changed((file) => (file.model.vocab['x y'] = Object.keys(file.model.vocab).length)),
      /byte-level/,
    ],
    ['a merge of unknown tokens', changed((file) => file.model.merges.push('zz qq')), /merges\[115\] names/],
    ['a merge of three', changed((file) => file.model.merges.push('a b c')), /merges\[115\] must be two/],
    ['merges that are none', (file) => ({ ...file, model: { ...file.model, merges: 5 } }), /must be an array/],
    [
      'no end of turn',
      changed((file) => {
        file.added_tokens = [];
        delete file.model.vocab[END_OF_TURN];
        file.model.vocab.zzzz = 0;
      }),
      /has no <\|endoftext\|>/,
    ],
  ];
  it.each(cases)('%s', (_, spoil, message) => {
    const read = (): Tokenizer => Tokenizer.fromJson(JSON.stringify(spoil(good())));
    expect(read).toThrow(TokenizerError);
    expect(read).toThrow(message);
  });

  it('text that is not JSON', () => {
    expect(() => Tokenizer.fromJson('{"model": ')).toThrow(TokenizerError);
  });
});
