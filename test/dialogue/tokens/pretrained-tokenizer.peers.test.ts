import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Tokenizer } from '../../../src/dialogue/tokens/tokenizer.js';
import { ROOT } from '../../import-graph.js';
import { askPython } from '../../python.js';
import { anyText } from '../texts.js';
import { reference } from '../tokenizer-vectors.js';

const SAMPLES = [
  "def f(x):\n\treturn x**2  # it's",
  'if (a && b) { c += 1; }',
  '    for i in range(10):\r\n',
  '3.14159 2026-12-01 1,000 ½ Ⅷ ٣٤ 一二三 x² 0xff',
  '日本語のテキスト 漢字 한국어 ไทย हिन्दी العربية Ελληνικά',
  '😀👍🏽👩‍👩‍👧🇩🇪 ok',
  'naïve café Straße e\u0301 “quoted” — dash…',
  ' leading', // and spaces of many kinds
  'trailing   ',
  'a\t\tb \t c\u00a0d\u3000e\u0085f\ufeffg',
  '<|im_start|>user\nhi<|im_end|>\n<|endoftext|>',
  '\u0004\u001d\u{f0000}',
  "I'LL we've don't 's '' '''",
];

/** Lines of prose with numbers. */
const LINES = ['docs/log.md', 'docs/rating.md', 'CHANGELOG.md'].flatMap((name) =>
  readFileSync(join(ROOT, name), 'utf8').split('\n'),
);

/** Trains a tokenizer with the library on texts that lack many bytes, and gives its file and its ids. */
const program = `
from tokenizers import Tokenizer, models, pre_tokenizers, decoders, trainers
tok = Tokenizer(models.BPE())
words = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
digits = pre_tokenizers.Digits(individual_digits=True)
tok.pre_tokenizer = pre_tokenizers.Sequence([digits, words]) if value["digits"] else words
tok.decoder = decoders.ByteLevel()
special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
tok.train_from_iterator(value["training"], trainers.BpeTrainer(vocab_size=2000, special_tokens=special))
tok.add_tokens(value["added"])
tok.encode_special_tokens = True  # text that spells a special token is text, as with ours
print(json.dumps({"json": tok.to_str(), "ids": [tok.encode(t).ids for t in value["texts"]]}))`;

it.each([
  { digits: true, added: [] },
  { digits: false, added: [] },
  { digits: true, added: ['return x', '  ', 'の'] },
])('has the ids of Hugging Face tokenizers on 2,000 lines: $digits, $added', ({ digits, added }) => {
  const pieces = fc.array(fc.oneof(anyText, fc.constantFrom(...SAMPLES), fc.constantFrom(...LINES)), {
    minLength: 1,
    maxLength: 4,
  });
  const texts = fc.sample(
    pieces.map((parts) => parts.join('')),
    { numRuns: 2_000, seed: 11 },
  );
  const training = [...reference.training, ...LINES, ...SAMPLES.slice(0, 4)];
  const input = { digits, added, training, texts };
  const { json, ids } = askPython('tokenizers', program, input) as { json: string; ids: number[][] };
  const ours = Tokenizer.fromJson(json);
  expect(ours.special.size).toBe(3);
  const different = texts.filter((text, at) => ours.encode(text).join() !== ids[at]!.join());
  expect(different).toEqual([]);
  expect(new Set(ids.flat()).size).toBeGreaterThan(300);
});
