/** Measurements on a child after its fine-tune and on any checkpoint: replies, chess policy, puzzles, perplexity. */

export {
  baseReference,
  type DatasetReference,
  datasetReference,
  heldOutStates,
} from './base-reference.js';
export { BaseStore } from './base-store.js';
export { checkChild, type FinishedTraining, pairedSentiment } from './child-checks.js';
export { comparePolicies, comparisonPositions, type PolicyComparison, probePolicy } from './compare-policies.js';
export { type ChatEvaluation, evaluateChat, loadChatData } from './evaluate-chat.js';
export { type MeanRegret, policyRegret, randomRegret, type TemperatureRegret } from './policy-regret.js';
export { loadRegretPositions } from './regret-positions.js';
export { replyToPrompts } from './reply-to-prompts.js';
export { type SelfPlayPosition, selfPlayPositions } from './self-play.js';
export { withSharedTower } from './shared-tower.js';
