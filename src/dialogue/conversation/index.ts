/** Conversations and turns: their form on disk, text cleaning, sentiment classes. */

export { type Cleaned, cleanText, type DropReason, wordCount } from './clean-text.js';
export {
  CONVERSATIONS_FILE,
  type Conversation,
  conversationLine,
  type DialogueExample,
  examplesOf,
  parseConversation,
  parseConversationValue,
  readConversations,
  type Turn,
} from './conversation.js';
export { readConversationLines } from './conversation-lines.js';
export { dialogueFiles } from './dialogue-files.js';
export {
  type DialogueRecord,
  isObject,
  type RawConversation,
  type RawTurn,
  type RecordReader,
  WRONG_SHAPE,
} from './dialogue-record.js';
export { SENTIMENTS, type Sentiment, type SentimentOpinion } from './sentiment-class.js';
