/**
 * Ranks replies by what they tell about the turn that they answer, with a second, backward model. The likeliest reply
 * often fits any turn, and from such a one the turn cannot be guessed (MMI-bidi of Li et al., arXiv 1510.03055):
 *
 *   score = (1 - w) log P(reply | source) + w log P(source | reply)
 *
 * DialoGPT ranks drawn replies by its backward model alone (arXiv 1911.00536, section 3.2): w = 1.
 */

/** A turn with those before it, oldest first. */
export interface FollowingTurn {
  readonly turns: readonly string[];
  readonly text: string;
}

/** A model that tells how likely turns are. */
export interface TurnScorer {
  /** Log-probability of each text, with its end, after its turns, in nats. */
  logProbabilities(texts: readonly FollowingTurn[]): Promise<number[]>;
}

/** A backward model and its weight, w of the formula, 0 to 1. */
export interface Backward {
  readonly model: TurnScorer;
  readonly weight: number;
}

/** A reply to rank. */
interface RankedReply {
  readonly text: string;
  /** log P(reply | source), nats. */
  readonly logProbability: number;
}

/** Returns the replies to the turn `source`, highest score first; equal scores keep their order. */
export async function rankBySource<T extends RankedReply>(
  replies: readonly T[],
  source: string,
  { model, weight }: Backward,
): Promise<T[]> {
  const given = await model.logProbabilities(replies.map(({ text }) => ({ turns: [text], text: source })));
  return replies
    .map((reply, i) => ({ reply, score: (1 - weight) * reply.logProbability + weight * given[i]! }))
    .sort((a, b) => b.score - a.score)
    .map(({ reply }) => reply);
}
