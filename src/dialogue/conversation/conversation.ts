/** Conversations as datasets store them, and the examples (context and reply) made from them. */
import { join } from 'node:path';
import { FileError, readLines } from '../../files/index.js';

/** The classes that scorers and gold sets sort messages into. */
export const SENTIMENTS = ['negative', 'neutral', 'positive'] as const;
/** One of the classes. */
export type Sentiment = (typeof SENTIMENTS)[number];

/** A scorer's result for one message. */
export interface SentimentOpinion {
  readonly sentiment: Sentiment;
  /** -1 (most negative) to 1 (most positive); strictness bands are thresholds on it. */
  readonly score: number;
}

/** One message of a conversation. */
export interface Turn {
  readonly text: string;
  /** VADER compound, -1 to 1. */
  readonly compound: number;
  /** Weight of its loss, as in DialoGPT's data: 0 for context only, 1 for a turn to learn. */
  readonly weight: number;
}

/** A conversation of a dataset. */
export interface Conversation {
  /** Where it comes from, such as the file's name. */
  readonly source: string;
  readonly turns: readonly Turn[];
  /** Held-out conversations are never used for training. */
  readonly heldOut: boolean;
  /** Value of the file's label column. */
  readonly label?: string;
}

/** A reply to learn, with its context. */
export interface DialogueExample {
  readonly source: string;
  /** Turns before the reply, oldest first; at least one. */
  readonly context: readonly string[];
  readonly reply: string;
  /** VADER compound of the reply. */
  readonly compound: number;
  readonly heldOut: boolean;
  readonly label?: string;
  /** The classifier's class of the reply, if one was applied; see tone/bag-of-words-classifier.ts. */
  readonly second?: Sentiment;
}

/** The data file of a dialogue dataset. */
export const CONVERSATIONS_FILE = 'conversations.jsonl';

/** A turn on disk; compounds have four decimals, as VADER returns them. A weight of 1 is left out. */
type TurnRow = [text: string, compound: number] | [text: string, compound: number, weight: number];

/** Returns one line of conversations.jsonl, with its line feed. */
export function conversationLine(conversation: Conversation): string {
  const turns = conversation.turns.map(
    ({ text, compound, weight }): TurnRow => (weight === 1 ? [text, compound] : [text, compound, weight]),
  );
  const { source, heldOut, label } = conversation;
  return `${JSON.stringify({ source, turns, heldOut, ...(label === undefined ? {} : { label }) })}\n`;
}

/** Parses a line of conversations.jsonl; returns undefined if it is not a conversation. */
export function parseConversation(line: string): Conversation | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  return parseConversationValue(value);
}

/** Checks a parsed line of conversations.jsonl; returns undefined if it is not a conversation. */
export function parseConversationValue(value: unknown): Conversation | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { source, turns, heldOut, label } = value as Record<string, unknown>;
  if (typeof source !== 'string' || typeof heldOut !== 'boolean' || !Array.isArray(turns)) return undefined;
  if (label !== undefined && typeof label !== 'string') return undefined;
  const parsed: Turn[] = [];
  for (const turn of turns as unknown[]) {
    if (!Array.isArray(turn)) return undefined;
    const [text, compound, weight = 1] = turn as unknown[];
    if (typeof text !== 'string' || typeof compound !== 'number' || typeof weight !== 'number') return undefined;
    parsed.push({ text, compound, weight });
  }
  return { source, turns: parsed, heldOut, ...(label === undefined ? {} : { label }) };
}

/**
 * Yields the lines of a dataset's own file, each through `parse`. Throws FileError, with the line number, for a line
 * that `parse` rejects with undefined.
 */
export async function* readConversationLines<T>(
  path: string,
  parse: (line: string) => T | undefined,
): AsyncGenerator<T> {
  let number = 0;
  for await (const line of readLines(path)) {
    number++;
    const value = parse(line);
    if (value === undefined) throw new FileError('corrupt', `${path}: line ${number} is not a conversation`);
    yield value;
  }
}

/**
 * Yields the conversations of an imported dataset, in the order of its file. Throws FileError for a line that is not a
 * conversation.
 */
export async function* readConversations(datasetDir: string): AsyncGenerator<Conversation> {
  yield* readConversationLines(join(datasetDir, CONVERSATIONS_FILE), parseConversation);
}

/**
 * Returns one example for every turn of positive weight that has a turn before it. The context is the last
 * `maxContextTurns` turns before it.
 */
export function examplesOf(conversation: Conversation, maxContextTurns = 3): DialogueExample[] {
  const { source, turns, heldOut, label } = conversation;
  const examples: DialogueExample[] = [];
  turns.forEach((turn, at) => {
    if (at === 0 || turn.weight <= 0) return;
    const context = turns.slice(Math.max(0, at - maxContextTurns), at).map(({ text }) => text);
    examples.push({
      source,
      context,
      reply: turn.text,
      compound: turn.compound,
      heldOut,
      ...(label === undefined ? {} : { label }),
    });
  });
  return examples;
}
