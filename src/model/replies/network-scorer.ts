import { chatForward } from '../forward/index.js';
import type { ChatNetwork } from './chat-network.js';
import { logProbabilitiesOf, type NextLogits } from './log-probabilities.js';
import type { TurnScorer } from './rank-by-source.js';

/** The forward pass of a network's chat. */
export const networkLogits =
  ({ config, parameters }: ChatNetwork): NextLogits =>
  (ids, sequences, rows) =>
    chatForward(config, parameters, ids, sequences, rows);

/** A network as a scorer of turns: backward where it was trained by `sentimate train --backward`. */
export function networkScorer(network: ChatNetwork): TurnScorer {
  const { config, tokenizer } = network;
  const write = (turn: string): number[] => [...tokenizer.encode(turn), tokenizer.endOfTurn];
  return {
    logProbabilities: (texts) =>
      logProbabilitiesOf(
        texts.map(({ turns, text }) => ({ context: turns.flatMap(write), tokens: write(text) })),
        config.chat.context,
        networkLogits(network),
      ),
  };
}
