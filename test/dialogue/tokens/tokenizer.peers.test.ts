import fc from 'fast-check';
import { expect, it } from 'vitest';
import { END_OF_TURN } from '../../../src/dialogue/tokens/byte-level.js';
import { Tokenizer } from '../../../src/dialogue/tokens/tokenizer.js';
import { trainTokenizer } from '../../../src/dialogue/tokens/train-tokenizer.js';
import { askPython } from '../../python.js';
import { anyText } from '../texts.js';
import { reference } from '../tokenizer-vectors.js';

it('writes a file that Hugging Face tokenizers reads, and gives equal ids on random texts', () => {
  const json = trainTokenizer(reference.training, reference.size);
  const ours = Tokenizer.fromJson(json);
  const texts = fc.sample(anyText, { numRuns: 500, seed: 7 }).filter((text) => !text.includes(END_OF_TURN));
  const program =
    'tok = tokenizers.Tokenizer.from_str(value["json"])\n' +
    'print(json.dumps([tok.encode(t).ids for t in value["texts"]]))';
  expect(texts.map((text) => ours.encode(text))).toEqual(askPython('tokenizers', program, { json, texts }));
});
