/** Replies of a network: prefill and decoding steps, token sampling, beam search, selection among several. */

export { beamSearch } from './beam-search.js';
export { generateReplies, generateReply, type ReplyOptions, usualBestOf } from './generate-reply.js';
export { logProbabilitiesOf } from './log-probabilities.js';
export { networkScorer } from './network-scorer.js';
export { randomStreams } from './random-streams.js';
export { type Backward, type FollowingTurn, rankBySource, type TurnScorer } from './rank-by-source.js';
export { sampleReplies } from './sample-replies.js';
export { sampleToken } from './sample-token.js';
export type { Reply } from './score-replies.js';
export { SequenceState } from './sequence-state.js';
