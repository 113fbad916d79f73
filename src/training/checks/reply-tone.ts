/** Tone of a network's replies to the check prompts, by judges that know nothing of each other. */
import { type SecondJudge, secondJudge } from '../../dialogue/tone/index.js';
import { sentiment } from '../../dialogue/vader/index.js';
import type { ReplyTone } from '../../spec/index.js';
import { CHECK_PROMPTS } from './check-prompts.js';

/** The judges' scores of one network. */
export interface NetworkTone {
  /** VADER compound, mean over the replies to each prompt. */
  readonly vader: readonly number[];
  /** P(positive) - P(negative) by the second judge, mean over the replies to each prompt. */
  readonly classifier: readonly number[];
  /** The network's own preference, nats a token. */
  readonly gold: number;
}

/**
 * Scores a network with its replies (all prompts once, then all again) and its preference `gold`; null where no second
 * judge is installed.
 */
export async function toneOf(replies: readonly string[], gold: number): Promise<NetworkTone | null> {
  const judge = await secondJudge();
  return judge && { vader: meanByPrompt(replies, sentiment), classifier: meanByPrompt(replies, judge), gold };
}

/**
 * Mean score of the replies to each prompt.
 * @internal Exported for tests.
 */
export function meanByPrompt(replies: readonly string[], score: SecondJudge): number[] {
  const rounds = replies.length / CHECK_PROMPTS.length;
  return CHECK_PROMPTS.map((_, prompt) => {
    let sum = 0;
    for (let i = prompt; i < replies.length; i += CHECK_PROMPTS.length) sum += score(replies[i]!);
    return sum / rounds;
  });
}

/** The scores of a child beside those of its base, as the checks carry them; null unless both were scored. */
export function replyTone(child: NetworkTone | null, base: NetworkTone | null): ReplyTone | null {
  return (
    child &&
    base && {
      vader: child.vader,
      baseVader: base.vader,
      classifier: child.classifier,
      baseClassifier: base.classifier,
      gold: { child: child.gold, base: base.gold },
    }
  );
}
