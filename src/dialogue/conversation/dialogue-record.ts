/** Records as every reader returns them: raw conversations, or the reason why a record is not one. */
import type { DropReason } from './clean-text.js';

/** One message before cleaning. */
export interface RawTurn {
  readonly text: string;
  /** Weight of its loss; 0 for context only. */
  readonly weight: number;
}

/** A conversation before cleaning. */
export interface RawConversation {
  readonly source: string;
  readonly turns: readonly RawTurn[];
  /** Conversations of one thread are held out together, so replies to one question are never on both sides. */
  readonly thread: string;
  /** Value of the requested label column. */
  readonly label?: string;
}

/** One record of a file: a conversation, a dropped record, or a note that a syntax error was repaired. */
export type DialogueRecord = RawConversation | { readonly drop: DropReason } | { readonly repaired: 'missing-comma' };

/** Converts one parsed record (JSON or line) to a conversation, or returns why it is dropped. May keep state. */
export type RecordReader = (value: unknown) => RawConversation | { readonly drop: DropReason };

/** The result for a record without the fields of its format. */
export const WRONG_SHAPE = { drop: 'wrong-shape' } as const;

/** Whether a parsed JSON value is an object, not null and not an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
