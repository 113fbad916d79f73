/** What every reader gives, whatever its format: raw conversations and records that could not be one. */
import type { DropReason } from './clean-text.js';

export interface RawTurn {
  readonly text: string;
  readonly weight: number;
}

export interface RawConversation {
  readonly source: string;
  readonly turns: readonly RawTurn[];
  /** Conversations with equal threads are held out together: replies to one question must not be on both sides. */
  readonly thread: string;
  /** Of the column that was asked for. */
  readonly label?: string;
}

export type DialogueRecord = RawConversation | { readonly drop: DropReason } | { readonly repaired: 'missing-comma' };

/** Turns one parsed record (JSON or line) into a conversation, or says why it is none. Some remember records before. */
export type RecordReader = (value: unknown) => RawConversation | { readonly drop: DropReason };

export const WRONG_SHAPE = { drop: 'wrong-shape' } as const;

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
