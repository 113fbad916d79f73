/** Measurements on a child after its fine-tune and on any checkpoint: replies, chess policy, puzzles, perplexity. */

export { baseReference, checkChild, type FinishedTraining, pairedSentiment, replyToPrompts } from './child-checks.js';
export { comparePolicies, comparisonPositions, type PolicyComparison } from './compare-policies.js';
export { type ChatEvaluation, evaluateChat, loadChatData } from './evaluate-chat.js';
export { type MeanRegret, policyRegret, randomRegret, type TemperatureRegret } from './policy-regret.js';
export { loadRegretPositions } from './regret-positions.js';
export { type SelfPlayPosition, selfPlayPositions } from './self-play.js';
