import { describe, expect, it } from 'vitest';
import { BYTE_CHARACTERS } from '../../../src/dialogue/tokens/byte-level.js';
import { Tokenizer } from '../../../src/dialogue/tokens/tokenizer.js';

const WORDS = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
const DIGITS = { type: 'Sequence', pretokenizers: [{ type: 'Digits', individual_digits: true }, WORDS] };
const BYTES = ['Ġ', 'Ċ', 'a', 'b', '1', '2', '½', 'Â'];
const TOKENS = ['<|endoftext|>', '<|im_start|>', ...BYTES, 'ab', 'Ġab', 'Ġa', '12', 'Ġ1', 'Â½'];
const id = (token: string): number => TOKENS.indexOf(token);

interface Change {
  readonly model?: Record<string, unknown>;
  readonly [part: string]: unknown;
}
const added = (content: string, number: number, more: object = {}): object => ({
  id: number,
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  special: true,
  ...more,
});
const file = ({ model, ...change }: Change = {}): string =>
  JSON.stringify({
    added_tokens: [added('<|endoftext|>', 0), added('<|im_start|>', 1)],
    normalizer: null,
    pre_tokenizer: DIGITS,
    post_processor: null,
    model: {
      type: 'BPE',
      unk_token: null,
      vocab: Object.fromEntries(TOKENS.map((token, at) => [token, at])),
      merges: ['a b', 'Ġ ab', 'Ġ a', '1 2', 'Ġ 1', 'Â ½'].map((merge) => merge.split(' ')),
      ...model,
    },
    ...change,
  });
const ids = (text: string, change?: Change): number[] => Tokenizer.fromJson(file(change)).encode(text);

// ids as Hugging Face's tokenizers 0.23.3 gives them with encode_special_tokens
describe('a tokenizer of a pretrained model', () => {
  it('makes each digit a word of its own where Digits comes first', () => {
    expect(ids('ab 12')).toEqual([id('ab'), id('Ġ'), id('1'), id('2')]);
    expect(ids('ab 12', { pre_tokenizer: WORDS })).toEqual([id('ab'), id('Ġ'), id('12')]);
    expect(ids('12', { pre_tokenizer: WORDS })).toEqual([id('12')]);
    expect(ids('a½1')).toEqual([id('a'), id('Â½'), id('1')]); // a fraction is a number too
    expect(ids('a  1')).toEqual([id('a'), id('Ġ'), id('Ġ')].concat(id('1'))); // both spaces end their piece
  });

  it('leaves out bytes that have no token, or writes the unknown token', () => {
    expect(ids('axb')).toEqual([id('ab')]);
    expect(ids('axb', { model: { unk_token: '<|endoftext|>' } })).toEqual([id('a'), 0, id('b')]);
  });

  it('never writes special tokens for text, and names them', () => {
    const tokenizer = Tokenizer.fromJson(file());
    expect(tokenizer.encode('<|im_start|>ab')).toEqual([id('a'), id('ab')]); // the other letters have no token
    expect([...tokenizer.special]).toEqual([
      ['<|endoftext|>', 0],
      ['<|im_start|>', 1],
    ]);
    expect(tokenizer.decode([1, id('ab'), 0])).toBe('ab');
  });

  it('finds ordinary added tokens before words, the longest first', () => {
    const change = {
      added_tokens: [
        added('<|endoftext|>', 0),
        added('b a', TOKENS.length, { special: false }),
        added('b a+', TOKENS.length + 1, { special: false }),
      ],
    };
    expect(ids('ab ab a+b', change)).toEqual([id('a'), TOKENS.length, TOKENS.length + 1, id('b')]);
    expect(Tokenizer.fromJson(file(change)).decode([id('a'), TOKENS.length + 1])).toBe('ab a+');
  });

  it('may leave out its type, as the file of GPT-2 does', () => {
    expect(ids('ab', { model: { type: undefined } })).toEqual([id('ab')]);
  });
});

describe('is refused with the reason', () => {
  const refused = (change: Change) => () => Tokenizer.fromJson(file(change));
  const steps = (...pretokenizers: object[]) => ({ pre_tokenizer: { type: 'Sequence', pretokenizers } });
  it.each<[string, Change, RegExp]>([
    ['digits in groups', steps({ type: 'Digits', individual_digits: false }, WORDS), /after single Digits/],
    ['another step', steps({ type: 'Split', pattern: { Regex: 'x' } }, WORDS), /pre_tokenizer must be/],
    ['three steps', steps({ type: 'Digits', individual_digits: true }, WORDS, WORDS), /pre_tokenizer must be/],
    ['no steps', steps(), /a step of pre_tokenizer must be an object/],
    ['byte fallback', { model: { byte_fallback: true } }, /model.byte_fallback/],
    ['whole words first', { model: { ignore_merges: true } }, /model.ignore_merges/],
    ['dropout', { model: { dropout: 0.1 } }, /model.dropout/],
    ['a suffix', { model: { end_of_word_suffix: '</w>' } }, /model.end_of_word_suffix/],
    ['joined unknowns', { model: { fuse_unk: true, unk_token: 'a' } }, /model.fuse_unk/],
    ['an unknown unknown', { model: { unk_token: '<unk>' } }, /model.unk_token/],
    ['an id beyond the vocabulary', { added_tokens: [added('<pad>', 99)] }, /must number its tokens/],
    ['two ids of a token', { added_tokens: [added('ab', 1)] }, /differ on an id/],
    ['an added token twice', { added_tokens: [added('<x>', 16), added('<x>', 17)] }, /given once/],
    ['an id twice', { added_tokens: [added('<x>', 16), added('<y>', 16)] }, /given once/],
    [
      'stripping around text',
      { added_tokens: [added('<x>', TOKENS.length, { special: false, lstrip: true })] },
      /lstrip/,
    ],
    ['added tokens that are none', { added_tokens: 5 }, /must be an array/],
  ])('%s', (_, change, message) => expect(refused(change)).toThrow(message));
});

it('knows the characters of all bytes, of which pretrained vocabularies lack some', () => {
  expect(new Set(BYTE_CHARACTERS).size).toBe(256);
});
