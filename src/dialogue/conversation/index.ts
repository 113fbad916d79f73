/** Conversations: their form on disk and in memory, text cleaning, sentiment classes. */

export { type Cleaned, cleanText, type DropReason, wordCount } from './clean-text.js';
export {
  CONVERSATIONS_FILE,
  type Conversation,
  conversationLine,
  type DialogueExample,
  examplesOf,
  parseConversation,
  parseConversationValue,
  readConversationLines,
  readConversations,
  SENTIMENTS,
  type Sentiment,
  type SentimentOpinion,
  type Turn,
} from './conversation.js';
export { dialogueFiles } from './dialogue-files.js';
export {
  type DialogueRecord,
  isObject,
  type RawConversation,
  type RawTurn,
  type RecordReader,
  WRONG_SHAPE,
} from './dialogue-record.js';
export { reverseConversation } from './reverse-conversation.js';
