/** Beam search with a network's own chat tower. */
import type { ReplyDecoding } from '../../spec/index.js';
import { networkSteps } from '../forward/index.js';
import { beamSearch } from './beam-search.js';
import type { Hypothesis } from './beams.js';
import type { ChatNetwork } from './chat-network.js';
import { SequenceState } from './sequence-state.js';

/** Searches replies to histories of token ids, which leave room for `maxTokens`. At least one hypothesis each. */
export async function searchReplies(
  network: ChatNetwork,
  histories: readonly (readonly number[])[],
  decoding: ReplyDecoding,
): Promise<Hypothesis[][]> {
  const state = new SequenceState(networkSteps(network.config), network.parameters);
  try {
    return await beamSearch(state, histories, { ...decoding, ends: new Set([network.tokenizer.endOfTurn]) });
  } finally {
    state.dispose();
  }
}
