import { sentiment } from '../dialogue/sentiment.js';
import type { ChatSequence } from '../dialogue/pack.js';
import { generateReplies } from '../model/generate.js';
import type { Network } from '../model/network.js';
import { randomFromHash, sha256Hex, type FineTuneChecks } from '../spec/index.js';
import { compareBoards, type Probe } from './probes.js';
import { CHECK_PROMPTS } from './prompts.js';
import { validateChat } from './validation.js';

/** Replies drawn for each prompt; the same generators for base and child, so that differences are paired. */
const DRAWS = 2;
const REPLY = { temperature: 0.8, topK: 40, maxTokens: 24 } as const;
const SAMPLES = 12;
/** Two-sided 95 % point of the normal distribution; there are 128 paired replies. */
const Z95 = 1.959964;

/** What the checks need of the base; made once for all its children. */
export interface BaseReference {
  readonly replies: readonly string[];
  readonly probes: readonly Probe[];
}

const conversations = Array.from({ length: DRAWS }, () => CHECK_PROMPTS.map((prompt) => [prompt])).flat();

export async function repliesToPrompts(network: Network): Promise<string[]> {
  const randoms = conversations.map((_, i) => randomFromHash(sha256Hex(`check reply/${i}`)));
  return generateReplies(network, conversations, { ...REPLY, randoms });
}

/** Did the treatment take, and what else did it change? `neutral` is held-out dialogue of neutral replies; it may be empty. */
export async function checkChild(base: Network, child: Network, reference: BaseReference, neutral: readonly ChatSequence[]): Promise<FineTuneChecks> {
  const replies = await repliesToPrompts(child);
  const board = await compareBoards(base, child, reference.probes);
  const perplexity = async (network: Network): Promise<number> => Math.exp(await validateChat(network.config, network.parameters, neutral));
  return {
    replySentiment: pairedSentiment(replies, reference.replies),
    neutralPerplexity: neutral.length > 0 ? { child: await perplexity(child), base: await perplexity(base) } : null,
    chessPolicyKl: board.kl,
    legalShare: board.legalShare,
    samples: CHECK_PROMPTS.slice(0, SAMPLES).map((prompt, i) => ({ prompt, child: replies[i]!, base: reference.replies[i]! })),
  };
}

/** Mean VADER compound of both sides and of their paired difference, with the half-width of its 95 % interval. */
export function pairedSentiment(child: readonly string[], base: readonly string[]): FineTuneChecks['replySentiment'] {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const childScores = child.map((reply) => sentiment(reply));
  const baseScores = base.map((reply) => sentiment(reply));
  const differences = childScores.map((score, i) => score - baseScores[i]!);
  const difference = mean(differences);
  const variance = differences.reduce((sum, d) => sum + (d - difference) ** 2, 0) / (differences.length - 1);
  return { child: mean(childScores), base: mean(baseScores), difference, error: Z95 * Math.sqrt(variance / differences.length) };
}
