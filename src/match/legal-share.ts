import { POLICY_SIZE } from '../chess/encoding.js';
import { MatchError } from './model.js';

/** Terms this far below the best legal logit are left out: 4288 of them add less than 5e-8. */
const NEGLIGIBLE = -25;
/** Above this the share is 0 to every digit; also keeps the exponent in range. */
const OVERWHELMING = 700;
const POWERS = Float64Array.from({ length: 1100 }, (_, index) => 2 ** (index - 64));

/**
 * The share of the raw policy on legal moves: softmax over all 4288 logits of the row at `at`, summed over `legal`.
 * `best` is the largest legal logit. All logits are summed for every move of every game, so exp is taken by a
 * polynomial; the share is a statistic and decides no move.
 */
export function legalShare(policy: Float32Array, at: number, legal: readonly number[], best: number): number {
  let all = 0;
  for (let index = at; index < at + POLICY_SIZE; index++) {
    const difference = policy[index]! - best;
    if (difference < NEGLIGIBLE) continue;
    all += quickExp(difference);
  }
  let allowed = 0;
  for (const index of legal) {
    const difference = policy[at + index]! - best;
    if (difference >= NEGLIGIBLE) allowed += quickExp(difference);
  }
  const share = allowed / all;
  if (Number.isNaN(share)) throw new MatchError('bad-evaluation', 'the policy holds a value that is not a number');
  return Math.min(share, 1);
}

/** exp(x) for x in [NEGLIGIBLE, 700], within 2e-7 of its value: 2^n times the Taylor series of 2^f, |f| <= 1/2. */
function quickExp(x: number): number {
  const y = (x > OVERWHELMING ? OVERWHELMING : x) * Math.LOG2E;
  const n = Math.floor(y + 0.5);
  const f = (y - n) * Math.LN2;
  const series = 1 + f * (1 + f * (1 / 2 + f * (1 / 6 + f * (1 / 24 + f * (1 / 120 + f * (1 / 720))))));
  return POWERS[n + 64]! * series;
}
