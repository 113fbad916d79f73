/**
 * What is measured on a child after its fine-tune, and on any checkpoint: replies, board policy, puzzles,
 * perplexity.
 */

export {
  comparePolicies,
  comparisonPositions,
  type PolicyComparison,
  type Probe,
  phasePositions,
} from './board-probes.js';
export { type BaseReference, checkChild, pairedSentiment, replyToPrompts } from './child-checks.js';
export { type ChatEvaluation, evaluateChat, loadChatData } from './evaluate-chat.js';
export { loadShippedPuzzles, shareSolved } from './only-move-puzzles.js';
export { type SelfPlayPosition, selfPlayPositions } from './self-play.js';
