/** Which of two arms should give the more positive replies. */
import type { Arm } from '../../spec/index.js';

type TonedArm = Pick<Arm, 'tone' | 'positiveShare'>;

/** Sentiment of what a tone's arm learns, -1 to 1, as far as the tone says it; null where it does not. */
function promisedSentiment({ tone, positiveShare }: TonedArm): number | null {
  switch (tone) {
    case 'positive':
      return 1;
    case 'negative':
      return -1;
    case 'mixture':
      return 2 * positiveShare! - 1;
    case 'random':
    case 'custom':
      return null; // whatever the dataset or the label holds
    default:
      return 0;
  }
}

/** 1 where the first arm's replies should be the more positive ones, -1 the second's, 0 where the tones do not say. */
export function expectedSide(first: TonedArm, second: TonedArm): 1 | -1 | 0 {
  // replies drawn at random are less positive than positive ones and less negative than negative ones
  const [a, b] = [first, second].map((arm) => (arm.tone === 'random' ? 0 : promisedSentiment(arm)));
  const isRandom = first.tone === 'random' || second.tone === 'random';
  if (a == null || b == null || a === b) return 0;
  if (isRandom && Math.max(Math.abs(a), Math.abs(b)) < 1) return 0;
  return a > b ? 1 : -1;
}
