import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BYTE_CHARACTERS } from '../../../src/dialogue/tokens/byte-level.js';
import { Tokenizer } from '../../../src/dialogue/tokens/tokenizer.js';
import {
  parseTokenizerFile,
  type TokenizerFile,
  writeTokenizerFile,
} from '../../../src/dialogue/tokens/tokenizer-file.js';
import { trainTokenizer } from '../../../src/dialogue/tokens/train-tokenizer.js';
import { SourceError } from '../../../src/model/source/source-config.js';
import { chooseTokens } from '../../../src/model/vocabulary-cut/choose-tokens.js';
import { cutSizes, cutTokenizer } from '../../../src/model/vocabulary-cut/cut-tokenizer.js';
import { anyText } from '../../dialogue/texts.js';
import { reference } from '../../dialogue/tokenizer-vectors.js';

/** A trained tokenizer as pretrained models have them: special tokens at both ends, an added one, single digits. */
const base = parseTokenizerFile(trainTokenizer(reference.training, 420));
const total = base.vocabulary.length + 2;
const file: TokenizerFile = {
  ...base,
  vocabulary: [...base.vocabulary, 'knight takes', '<|im_start|>'],
  special: [0, total - 1],
  ordinary: [total - 2],
  splitsDigits: true,
};
const whole = writeTokenizerFile(file);
const wholeTokenizer = Tokenizer.fromJson(whole);
const { least } = cutSizes(whole);

/** Any way of counting, and any size. */
const cuts = fc.record({
  counts: fc.array(fc.nat(50), { minLength: total, maxLength: total }),
  size: fc.integer({ min: least, max: total }),
});
/** Texts in which the words of the training texts are frequent. */
const texts = fc
  .array(fc.oneof(anyText, fc.constantFrom(...reference.training.flatMap((text) => text.split(/(?= )/)))), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''));

describe('a cut tokenizer', () => {
  it('decodes every text as the whole one does, and keeps the tokens of what it can', () => {
    fc.assert(
      fc.property(cuts, texts, ({ counts, size }, text) => {
        const keep = chooseTokens(whole, counts, size);
        const cut = Tokenizer.fromJson(cutTokenizer(whole, keep));
        const [before, after] = [wholeTokenizer.encode(text), cut.encode(text)];
        expect(cut.size).toBe(size);
        expect(cut.decode(after)).toBe(wholeTokenizer.decode(before));
        expect(after.length).toBeGreaterThanOrEqual(before.length);
        const kept = [...file.vocabulary].filter((token) => keep.has(token));
        const strings = before.map((id) => file.vocabulary[id]!);
        if (strings.every((token) => keep.has(token))) expect(after.map((id) => kept[id])).toEqual(strings);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps special and added tokens in their order, all bytes, and with a token all that it is merged from', () => {
    fc.assert(
      fc.property(cuts, ({ counts, size }) => {
        const keep = chooseTokens(whole, counts, size);
        const cut = parseTokenizerFile(cutTokenizer(whole, keep));
        expect(cut.vocabulary).toEqual(file.vocabulary.filter((token) => keep.has(token)));
        expect(cut.special.map((id) => cut.vocabulary[id])).toEqual(['<|endoftext|>', '<|im_start|>']);
        expect(cut.ordinary.map((id) => cut.vocabulary[id])).toEqual(['knight takes']);
        expect(cut.splitsDigits).toBe(true);
        expect(BYTE_CHARACTERS.filter((one) => !keep.has(one))).toEqual([]);
        const made = new Set(cut.merges.map(([left, right]) => left + right));
        const text = cut.vocabulary.filter((token, id) => token.length > 1 && !cut.special.includes(id));
        expect(text.filter((token) => !made.has(token))).toEqual(['knight takes']);
        expect(cut.merges).toEqual(file.merges.filter(([left, right]) => keep.has(left + right)));
      }),
      { numRuns: 50 },
    );
  });

  it('is the whole one where nothing is cut, and has the same bytes each time', () => {
    expect(cutTokenizer(whole, new Set(file.vocabulary))).toBe(whole);
    const cut = (): string => cutTokenizer(whole, chooseTokens(whole, [], 300));
    expect(cut()).toBe(cut());
  });

  it('is refused without a byte, without the parts of a token, or with a token of others', () => {
    const without = (...tokens: string[]): Set<string> =>
      new Set(file.vocabulary.filter((one) => !tokens.includes(one)));
    const [left, right] = file.merges.find(([one]) => one.length > 1)!;
    expect(() => cutTokenizer(whole, without('a'))).toThrow(/the token "a" must be kept/);
    expect(() => cutTokenizer(whole, without('<|im_start|>'))).toThrow(SourceError);
    expect(() => cutTokenizer(whole, without(left))).toThrow(/is kept without what it is merged from/);
    expect(() => cutTokenizer(whole, new Set([...file.vocabulary, 'qqqq']))).toThrow(/not one of the tokenizer/);
    expect(() => cutTokenizer('{}', new Set([right]))).toThrow(/tokenizer.json: model must be an object/);
  });
});

describe('the choice of tokens', () => {
  const BYTES = ['a', 'b', 'c'];
  const tiny = (merges: [string, string][], unused: string[] = []): string => {
    const made = [...new Set(merges.map(([left, right]) => left + right))];
    const vocabulary = ['<|endoftext|>', ...BYTES, ...made, ...unused];
    const plain = { endOfTurn: 0, special: [0], ordinary: [], splitsDigits: false, unknown: undefined };
    return writeTokenizerFile({ vocabulary, merges, ...plain });
  };
  /** The kept tokens beyond bytes, of counts by token. */
  const chosen = (json: string, counts: Record<string, number>, size: number): string[] => {
    const { vocabulary } = parseTokenizerFile(json);
    const kept = chooseTokens(
      json,
      vocabulary.map((token) => counts[token] ?? 0),
      size,
    );
    return vocabulary.filter((token) => token.length > 1 && token !== '<|endoftext|>' && kept.has(token));
  };
  const chain = tiny([
    ['a', 'b'],
    ['ab', 'c'],
    ['b', 'c'],
  ]);

  it('keeps what is used most', () => {
    expect(chosen(chain, { ab: 5, abc: 1, bc: 3 }, 6)).toEqual(['ab', 'bc']);
    expect(chosen(chain, { ab: 5, abc: 1, bc: 3 }, 5)).toEqual(['ab']);
  });

  it('counts the uses of a cut token for what it falls apart into, and keeps those of a kept one', () => {
    expect(chosen(chain, { ab: 1, abc: 3, bc: 2 }, 6)).toEqual(['ab', 'abc']);
    expect(chosen(chain, { ab: 0, abc: 3, bc: 4 }, 6)).toEqual(['ab', 'bc']);
    // cutting abc made ab used as often as abc was
    expect(chosen(chain, { ab: 2, abc: 3, bc: 4 }, 5)).toEqual(['ab']);
    const twice = tiny([
      ['a', 'a'],
      ['aa', 'aa'],
      ['b', 'b'],
    ]);
    expect(chosen(twice, { aaaa: 2, bb: 3 }, 5)).toEqual(['aa']);
  });

  it('cuts the last learnt of equally used ones, and first what no merge makes', () => {
    expect(chosen(chain, {}, 6)).toEqual(['ab', 'abc']);
    expect(chosen(tiny([['a', 'b']], ['cc']), {}, 5)).toEqual(['ab']);
  });

  it('keeps the parts of every merge that makes a kept token', () => {
    const two = tiny([
      ['a', 'b'],
      ['b', 'c'],
      ['ab', 'c'],
      ['a', 'bc'],
    ]);
    expect(chosen(two, { abc: 9 }, 6)).toEqual(['ab', 'bc']);
    expect(chosen(two, { abc: 9 }, 7)).toEqual(['ab', 'bc', 'abc']);
  });

  it('is refused for a size that cannot be', () => {
    expect(cutSizes(chain)).toEqual({ least: 4, most: 7 });
    expect(() => chooseTokens(chain, [], 3)).toThrow(/from 4 to 7 tokens, not 3/);
    expect(() => chooseTokens(chain, [], 8)).toThrow(RangeError);
  });
});
