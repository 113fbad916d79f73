/** From words to token sequences: turns joined by the end-of-turn token and ended by it, loss on replies only. */
import type { Conversation, DialogueExample } from '../conversation/index.js';
import type { Tokenizer } from './tokenizer.js';

export interface ChatSequence {
  /** At most maxTokens ids; token i + 1 is the target of token i. */
  readonly tokens: Int32Array;
  /** Index of the first token that is a target: all from here to the end count, at least 1. */
  readonly lossFrom: number;
}

/**
 * Context, then reply. A context too long is cut from the left; undefined when the reply itself, its end and one
 * token before it do not fit, unless such a reply is to be cut: then it goes without its end.
 */
export function packExample(
  example: DialogueExample,
  tokenizer: Tokenizer,
  maxTokens: number,
  overlong: 'drop' | 'cut' = 'drop',
): ChatSequence | undefined {
  const whole = turnTokens(example.reply, tokenizer);
  if (whole.length + 1 > maxTokens && overlong === 'drop') return undefined;
  const reply = whole.slice(0, maxTokens - 1);
  const context = example.context.flatMap((turn) => turnTokens(turn, tokenizer));
  return sequence(context, reply, maxTokens);
}

/**
 * The whole conversation in few sequences, for training a base: every learnt turn but the first is a target exactly
 * once. A sequence holds as many turns as fit; the next one starts with the last turn of it, as context. Turns that
 * fit no sequence are context only.
 */
export function packConversation(conversation: Conversation, tokenizer: Tokenizer, maxTokens: number): ChatSequence[] {
  const turns = conversation.turns.map(({ text, weight }) => {
    const tokens = turnTokens(text, tokenizer);
    return { tokens, learnt: weight > 0 && tokens.length + 1 <= maxTokens };
  });
  const sequences: ChatSequence[] = [];
  let start = 0;
  for (;;) {
    let reply = start + 1;
    while (reply < turns.length && !turns[reply]!.learnt) reply++;
    if (reply >= turns.length) return sequences;
    const context = turns.slice(start, reply).flatMap(({ tokens }) => tokens);
    const learnt = [...turns[reply]!.tokens];
    let end = reply + 1;
    while (
      end < turns.length &&
      turns[end]!.learnt &&
      context.length + learnt.length + turns[end]!.tokens.length <= maxTokens
    ) {
      learnt.push(...turns[end]!.tokens);
      end++;
    }
    sequences.push(sequence(context, learnt, maxTokens));
    start = end - 1;
  }
}

function turnTokens(text: string, tokenizer: Tokenizer): number[] {
  const tokens = tokenizer.encode(text);
  tokens.push(tokenizer.endOfTurn);
  return tokens;
}

function sequence(context: readonly number[], learnt: readonly number[], maxTokens: number): ChatSequence {
  const kept = context.slice(-(maxTokens - learnt.length));
  return { tokens: Int32Array.from([...kept, ...learnt]), lossFrom: kept.length };
}
