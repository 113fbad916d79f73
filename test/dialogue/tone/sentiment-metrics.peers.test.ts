import { expect, it } from 'vitest';
import { calibrate } from '../../../src/dialogue/tone/sentiment-calibration.js';
import { readGold } from '../../../src/dialogue/tone/sentiment-gold.js';
import { sharedData } from '../../shared-data.js';

it('finds VADER’s published correlation with its own gold set of tweets', async () => {
  const { scorers } = calibrate(await readGold(sharedData('sentiment/vader/tweets_GroundTruth.txt')));
  // r = .881 in Hutto & Gilbert 2014; the word list and the rules have changed a little since then
  expect(scorers[0]!.correlation).toBeGreaterThan(0.86);
  expect(scorers[0]!.correlation).toBeLessThan(0.9);
});
