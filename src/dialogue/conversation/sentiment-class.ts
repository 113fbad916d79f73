/** The three classes that scorers and gold sets sort messages into. */

export const SENTIMENTS = ['negative', 'neutral', 'positive'] as const;
export type Sentiment = (typeof SENTIMENTS)[number];

/** What a scorer says of one message. */
export interface SentimentOpinion {
  readonly sentiment: Sentiment;
  /** -1 most negative, 1 most positive: what strictness bands are put on. */
  readonly score: number;
}
