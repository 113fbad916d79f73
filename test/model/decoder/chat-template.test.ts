import { describe, expect, it } from 'vitest';
import { Tokenizer } from '../../../src/dialogue/tokens/tokenizer.js';
import { chatTemplate } from '../../../src/model/decoder/chat-template.js';
import { tinyTokenizer } from '../tiny.js';
import { chatTokenizerJson } from './made-source.js';

const ALL = 1000;

describe('the template of a tokenizer with roles', () => {
  const tokenizer = Tokenizer.fromJson(chatTokenizerJson());
  const template = chatTemplate(tokenizer);
  const start = template.prompt([], ALL)[0]!;
  const { end } = template;
  const newline = tokenizer.encode('\n');
  const written = (role: string, text: string): number[] => [
    start,
    ...tokenizer.encode(`${role}\n`),
    ...tokenizer.encode(text),
    end,
    ...newline,
  ];
  const opening = [start, ...tokenizer.encode('assistant\n')];

  it("is SmolLM2's", () => {
    expect(new Set([start, end, tokenizer.endOfTurn])).toEqual(template.ends);
    expect(template.ends.size).toBe(3);
    expect(template.prompt(['hello', 'fine', 'you?'], ALL)).toEqual([
      ...written('user', 'hello'),
      ...written('assistant', 'fine'),
      ...written('user', 'you?'),
      ...opening,
    ]);
  });

  it('leaves out the oldest turns, then the beginning of the last', () => {
    const last = [...written('user', 'you?'), ...opening];
    expect(template.prompt(['hello', 'fine', 'you?'], last.length)).toEqual(last);
    expect(template.prompt(['hello', 'x', 'you?'], last.length + written('assistant', 'x').length)).toEqual([
      ...written('assistant', 'x'),
      ...last,
    ]);
    expect(template.prompt(['my name is you?'], last.length)).toHaveLength(last.length);
  });
});

describe('the template of any other tokenizer', () => {
  const tokenizer = tinyTokenizer();
  const template = chatTemplate(tokenizer);
  const end = tokenizer.endOfTurn;

  it('ends each turn', () => {
    expect(template.ends).toEqual(new Set([end]));
    expect(template.prompt(['hello', 'fine'], ALL)).toEqual([
      ...tokenizer.encode('hello'),
      end,
      ...tokenizer.encode('fine'),
      end,
    ]);
  });

  it('leaves out what does not fit', () => {
    const fine = [...tokenizer.encode('fine'), end];
    expect(template.prompt(['hello', 'fine'], fine.length)).toEqual(fine);
    expect(template.prompt(['hello', 'fine'], 3)).toEqual(fine.slice(-3));
  });
});
