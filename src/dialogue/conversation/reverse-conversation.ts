import type { Conversation } from './conversation.js';

/**
 * The conversation with its turns in reverse order, for training a backward model (Li et al., arXiv 1510.03055): what
 * was said comes after the reply to it. The weight goes with the pair: a turn is learnt as much as the reply to it was.
 */
export function reverseConversation(conversation: Conversation): Conversation {
  const { turns } = conversation;
  const reversed = turns.map((turn, i) => ({ ...turn, weight: turns[i + 1]?.weight ?? 0 })).reverse();
  return { ...conversation, turns: reversed };
}
