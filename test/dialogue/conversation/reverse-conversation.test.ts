import { expect, it } from 'vitest';
import { type Conversation, examplesOf } from '../../../src/dialogue/conversation/conversation.js';
import { reverseConversation } from '../../../src/dialogue/conversation/reverse-conversation.js';

const turn = (text: string, weight: number) => ({ text, compound: 0, weight });
const conversation: Conversation = {
  source: 'file',
  turns: [turn('a', 0), turn('b', 0), turn('c', 1), turn('d', 0.5)],
  heldOut: true,
  label: 'x',
};

it('has its turns in reverse order, each learnt as much as the reply to it was', () => {
  const reversed = reverseConversation(conversation);
  expect(reversed.turns.map(({ text, weight }) => [text, weight])).toEqual([
    ['d', 0],
    ['c', 0.5],
    ['b', 1],
    ['a', 0],
  ]);
  expect(reversed).toMatchObject({ source: 'file', heldOut: true, label: 'x' });
  const pairs = (of: Conversation) => examplesOf(of, 1).map(({ context, reply }) => [context[0], reply]);
  expect(pairs(conversation).map((pair) => [...pair].reverse())).toEqual(pairs(reversed).reverse());
});
