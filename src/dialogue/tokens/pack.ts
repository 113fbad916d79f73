/** Conversations as token sequences: each turn is followed by the end-of-turn token, and loss is on replies only. */
import type { Conversation, DialogueExample } from '../conversation/index.js';
import type { Tokenizer } from './tokenizer.js';

/** A sequence for training or evaluation. */
export interface ChatSequence {
  /** At most maxTokens ids; token i + 1 is the target of token i. */
  readonly tokens: Int32Array;
  /** Index of the first token that is a target, at least 1; all tokens from there on are targets. */
  readonly lossFrom: number;
}

/**
 * Packs context and reply. A context that is too long is truncated from the left. Returns undefined if the reply, its
 * end-of-turn token and one token before it exceed `maxTokens`, unless `overlong` is `cut`: then the reply is truncated
 * and loses its end.
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
 * Packs a whole conversation into few sequences, for training a base: every turn of positive weight but the first is a
 * target exactly once. A sequence has as many turns as fit; the next one starts with its last turn, as context. Turns
 * that fit no sequence are context only.
 */
export function packConversation(conversation: Conversation, tokenizer: Tokenizer, maxTokens: number): ChatSequence[] {
  const turns = conversation.turns.map(({ text, weight }) => {
    const tokens = turnTokens(text, tokenizer);
    return { tokens, isTarget: weight > 0 && tokens.length + 1 <= maxTokens };
  });
  const sequences: ChatSequence[] = [];
  let start = 0;
  for (;;) {
    let reply = start + 1;
    while (reply < turns.length && !turns[reply]!.isTarget) reply++;
    if (reply >= turns.length) return sequences;
    const context = turns.slice(start, reply).flatMap(({ tokens }) => tokens);
    const targets = [...turns[reply]!.tokens];
    let end = reply + 1;
    while (
      end < turns.length &&
      turns[end]!.isTarget &&
      context.length + targets.length + turns[end]!.tokens.length <= maxTokens
    ) {
      targets.push(...turns[end]!.tokens);
      end++;
    }
    sequences.push(sequence(context, targets, maxTokens));
    start = end - 1;
  }
}

function turnTokens(text: string, tokenizer: Tokenizer): number[] {
  const tokens = tokenizer.encode(text);
  tokens.push(tokenizer.endOfTurn);
  return tokens;
}

/** Joins context and targets; the context is truncated from the left. */
function sequence(context: readonly number[], targets: readonly number[], maxTokens: number): ChatSequence {
  const visible = context.slice(-(maxTokens - targets.length));
  return { tokens: Int32Array.from([...visible, ...targets]), lossFrom: visible.length };
}
