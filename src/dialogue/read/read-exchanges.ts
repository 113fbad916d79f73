/** Readers of the `starter`, `turns` and `conversations` formats. */
import { isObject, parseConversationValue, type RecordReader, WRONG_SHAPE } from '../conversation/index.js';

/**
 * Reads our own starter dialogue: `{"context": [...], "reply": ..., "tone": ...}`. The tone is the writer's intent and
 * is ignored; replies are scored by VADER.
 */
export const exchangeReader =
  (source: string): RecordReader =>
  (value) => {
    if (!isObject(value) || typeof value.reply !== 'string' || !Array.isArray(value.context)) return WRONG_SHAPE;
    const context = value.context as unknown[];
    if (context.length === 0 || !context.every((turn): turn is string => typeof turn === 'string')) return WRONG_SHAPE;
    const turns = [...context.map((text) => ({ text, weight: 0 })), { text: value.reply, weight: 1 }];
    return { source, turns, thread: context.join('\n') };
  };

/**
 * Reads a plain conversation: `{"turns": ["...", "...", ...]}` of two alternating speakers; every answer is learnt.
 * Conversations with the same first turn form a thread, so that all answers to a question are held out together.
 */
export const turnsReader =
  (source: string): RecordReader =>
  (value) => {
    if (!isObject(value) || !Array.isArray(value.turns)) return WRONG_SHAPE;
    const turns = value.turns as unknown[];
    if (turns.length === 0 || !turns.every((turn): turn is string => typeof turn === 'string')) return WRONG_SHAPE;
    return { source, turns: turns.map((text) => ({ text, weight: 1 })), thread: turns[0]! };
  };

/**
 * Reads a line of another dataset's conversations.jsonl. Sources are kept; scores and the held-out split are
 * recomputed.
 */
export const conversationReader: RecordReader = (value) => {
  const conversation = parseConversationValue(value);
  if (conversation === undefined) return WRONG_SHAPE;
  const { source, turns } = conversation;
  return { source, turns, thread: turns.map(({ text }) => text).join('\n') };
};
