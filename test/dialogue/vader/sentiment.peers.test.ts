import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { correlation } from '../../../src/dialogue/tone/sentiment-metrics.js';
import { sentiment } from '../../../src/dialogue/vader/vader.js';
import { askPython } from '../../python.js';
import { sharedData } from '../../shared-data.js';

/** VADER's tweets with the mean of what people said of each. */
let tweets: { text: string; mean: number }[];
beforeAll(() => {
  tweets = readFileSync(sharedData('sentiment/vader/tweets_GroundTruth.txt'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split('\t'))
    .map((row) => ({ text: row[2]!, mean: Number(row[1]) }));
});

it('agrees with people on tweets as well as the paper says (r = .88)', () => {
  expect(
    correlation(
      tweets.map(({ mean }) => mean),
      tweets.map(({ text }) => sentiment(text)),
    ),
  ).toBeGreaterThan(0.85);
});

it('equals the reference implementation, Python’s vaderSentiment, on rated tweets', () => {
  const program =
    'from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer\n' +
    'a = SentimentIntensityAnalyzer()\n' +
    'print(json.dumps([a.polarity_scores(t)["compound"] for t in value]))';
  const texts = tweets.map(({ text }) => text);
  const compounds = askPython('vaderSentiment', program, texts) as number[];
  expect(compounds).toHaveLength(texts.length);
  expect(texts.filter((text, i) => sentiment(text) !== compounds[i])).toEqual([]);
});
