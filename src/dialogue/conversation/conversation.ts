/** A conversation as datasets hold it, and the examples (context and reply) that it gives. */
import { join } from 'node:path';
import { readConversationLines } from './conversation-lines.js';
import type { Sentiment } from './sentiment-class.js';

export interface Turn {
  readonly text: string;
  /** VADER compound, -1 to 1. */
  readonly compound: number;
  /** Weight of its loss, as in DialoGPT's data: 0 = context only, 1 = learnt. */
  readonly weight: number;
}

export interface Conversation {
  readonly source: string;
  readonly turns: readonly Turn[];
  /** Held-out conversations are never trained on. */
  readonly heldOut: boolean;
  /** What the file's label column said of its replies. */
  readonly label?: string;
}

export interface DialogueExample {
  readonly source: string;
  /** Turns before the reply, oldest first; at least one. */
  readonly context: readonly string[];
  readonly reply: string;
  /** VADER compound of the reply. */
  readonly compound: number;
  readonly heldOut: boolean;
  readonly label?: string;
  /** The second scorer's class of the reply, where one was asked; see agreement.ts. */
  readonly second?: Sentiment;
}

/** The data file of a dialogue dataset. */
export const CONVERSATIONS_FILE = 'conversations.jsonl';

/** Compounds carry four decimals, as VADER gives them. */
type TurnRow = [text: string, compound: number] | [text: string, compound: number, weight: number];

/** One line of conversations.jsonl, with its line end. */
export function conversationLine(conversation: Conversation): string {
  const turns = conversation.turns.map(
    ({ text, compound, weight }): TurnRow => (weight === 1 ? [text, compound] : [text, compound, weight]),
  );
  const { source, heldOut, label } = conversation;
  return `${JSON.stringify({ source, turns, heldOut, ...(label === undefined ? {} : { label }) })}\n`;
}

/** The conversation on a line of conversations.jsonl, or undefined where the line is not one. */
export function parseConversation(line: string): Conversation | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  return parseConversationValue(value);
}

/** The same for a value that is parsed already. */
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

/** Conversations of an imported dataset, in the order of its file. Throws FileError on a line that is not one. */
export async function* readConversations(datasetDir: string): AsyncGenerator<Conversation> {
  yield* readConversationLines(join(datasetDir, CONVERSATIONS_FILE), parseConversation);
}

/** One example for every learnt turn that has a turn before it; the context is the last few turns. */
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
