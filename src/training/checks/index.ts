/**
 * What is measured on a child after its fine-tune, and on any checkpoint: replies, board policy, puzzles,
 * perplexity.
 */

export { type BoardComparison, compareBoards, type Probe, phaseProbes, probePositions } from './board-probes.js';
export { type BaseReference, checkChild, pairedSentiment, repliesToPrompts } from './child-checks.js';
export { type ChatMeasured, evaluateChat, loadChatData } from './evaluate-chat.js';
export { shippedPuzzles, solvedShare } from './only-move-puzzles.js';
export { type SelfPlayPosition, selfPlayPositions } from './self-play.js';
