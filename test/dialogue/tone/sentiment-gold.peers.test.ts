import { describe, expect, it } from 'vitest';
import { readGold } from '../../../src/dialogue/tone/sentiment-gold.js';
import { sharedData } from '../../shared-data.js';

describe('the published sets', () => {
  // counts by the README of the reference data
  it.each([
    ['sentiment/sst2/train.tsv', { positive: 3610, negative: 3310, neutral: 0 }],
    ['sentiment/sst2/dev.tsv', { positive: 444, negative: 428, neutral: 0 }],
    ['sentiment/meld/train_sent_emo.csv', { positive: 2334, negative: 2945, neutral: 4710 }],
    ['sentiment/vader/tweets_GroundTruth.txt', { positive: 2345, negative: 1087, neutral: 768 }],
    ['sentiment/vader/amazonReviewSnippets_GroundTruth.txt', { positive: 1750, negative: 1235, neutral: 723 }],
  ])('%s holds what it is said to hold', async (name, expected) => {
    const { messages, leftOut } = await readGold(sharedData(name));
    const lines = messages.length + Object.values(leftOut).reduce((sum, count) => sum + count, 0);
    expect(lines).toBe(Object.values(expected).reduce((sum, count) => sum + count, 0));
    // repeats are left out, so each class may lack at most so many
    const repeats = leftOut.duplicate ?? 0;
    for (const [sentiment, count] of Object.entries(expected)) {
      const found = messages.filter((message) => message.sentiment === sentiment).length;
      expect(found).toBeLessThanOrEqual(count);
      expect(found).toBeGreaterThanOrEqual(count - repeats);
    }
    expect(Object.keys(leftOut).filter((why) => why !== 'duplicate')).toEqual([]);
  });
});
