/**
 * Scores how specifically replies answer their history. The most probable reply is often a generic one that fits any
 * history ("I like it"), so the reply's probability in general is discounted (Li et al., arXiv 1510.03055, equation 9:
 * MMI-antiLM):
 *
 *   score = (log P(reply | source) - w log P(reply)) / tokens
 *
 * With w = 1 this ranks like DialoGPT's backward model (arXiv 1911.00536, section 3.2), since by Bayes' rule
 * log P(source | reply) = log P(reply | source) - log P(reply) + a constant, but needs no second network (with one:
 * rank-by-source). P(reply) is the mean over a few generic turns.
 */
import type { Tokenizer } from '../../dialogue/tokens/index.js';
import { isPretrained } from '../../spec/index.js';
import type { ChatNetwork } from './chat-network.js';
import { logProbabilitiesOf } from './log-probabilities.js';
import { networkLogits } from './network-scorer.js';

/** A generated reply. */
export interface Reply {
  readonly tokens: readonly number[];
  /** False where the maximum length was reached before the end of the turn. */
  readonly ended: boolean;
}

/**
 * w of the formula. In a blind rating of 50 prompts with 16 candidates at temperature 0.4 (docs/log.md, 2026-11-21),
 * 0.3, 0.5 and 0.7 gave equally many replies on topic, 0 and 1 fewer.
 */
const PRIOR_WEIGHT = 0.5;
/** Turns that almost any reply may follow. */
const NEUTRAL_TURNS = [
  'I see.',
  'What do you think?',
  'Hello.',
  'I went there yesterday.',
  'Do you like it?',
  'That is true.',
  'Tell me more.',
  'It was the first time for me.',
];

/**
 * Scores of replies to one history of token ids, in nats per token; higher is better. No reply may be empty. Those of a
 * pretrained tower are not discounted (w = 0): of eight candidates two blind readings of 50 prompts found 26 and 28 on
 * topic without, 19 and 20 with w = 0.5, 21 and 22 of single draws (docs/log.md, 2026-12-01).
 */
export async function scoreReplies(
  network: ChatNetwork,
  history: readonly number[],
  replies: readonly Reply[],
): Promise<number[]> {
  const { tokenizer, config } = network;
  const whole = replies.map(wholeOf(tokenizer));
  const neutral = isPretrained(config.chat) ? [] : NEUTRAL_TURNS;
  const before = [history, ...neutral.map((turn) => [...tokenizer.encode(turn), tokenizer.endOfTurn])];
  const pairs = before.flatMap((own) => whole.map((tokens) => ({ context: own, tokens })));
  const all = await logProbabilitiesOf(pairs, config.chat.context, networkLogits(network));
  return whole.map(({ length }, i) => {
    const [conditional, ...generic] = before.map((_, at) => all[at * whole.length + i]!) as [number, ...number[]];
    return (conditional - (generic.length > 0 ? PRIOR_WEIGHT * logMeanExp(generic) : 0)) / length;
  });
}

/** Gives the tokens of a reply, with the end of the turn where it was reached. */
export const wholeOf =
  ({ endOfTurn }: Pick<Tokenizer, 'endOfTurn'>) =>
  ({ tokens, ended }: Reply): readonly number[] =>
    ended ? [...tokens, endOfTurn] : tokens;

/**
 * Log-probability of each reply given the history, in nats: the sum over its tokens. The history loses its beginning
 * where both do not fit the context.
 */
export function logProbabilities(
  network: ChatNetwork,
  history: readonly number[],
  replies: readonly (readonly number[])[],
): Promise<number[]> {
  return logProbabilitiesOf(
    replies.map((tokens) => ({ context: history, tokens })),
    network.config.chat.context,
    networkLogits(network),
  );
}

function logMeanExp(values: readonly number[]): number {
  const highest = Math.max(...values);
  return highest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - highest), 0) / values.length);
}
