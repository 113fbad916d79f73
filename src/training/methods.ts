import type { Method } from '../vocabulary/index.js';

/**
 * Which parameters a fine-tune moves. The loss is the chat's alone, so only what the chat goes through can move:
 * `full` moves all of that; `shared-path` leaves the chat's own output layer as it was.
 * The board's tower and heads stay bit-identical under both; the board changes only through the trunk.
 */
export function isTrained(method: Method, name: string): boolean {
  const onChatPath = name.startsWith('chat.') || name.startsWith('trunk.');
  switch (method) {
    case 'full':
      return onChatPath;
    case 'shared-path':
      return onChatPath && !name.startsWith('chat.head.');
  }
}
