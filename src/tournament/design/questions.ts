import type { PlanQuestion } from '../../spec/api/index.js';
import type { TournamentSpec } from '../../spec/index.js';
import type { PairingPurpose } from '../../vocabulary/index.js';
import { countByPurpose, countPairings, directScheduleOf } from '../plan/index.js';

/** What the games of each purpose are for; the arms of the primary contrast are named. */
function servesOf(purpose: PairingPurpose, [first, second]: readonly [string, string]): string {
  switch (purpose) {
    case 'primary':
      return `the verdict: ${first} against ${second} within each replicate`;
    case 'contrast':
      return 'further declared contrasts and the placebo, within each replicate';
    case 'arms':
      return 'cross table and standings: arms that no declared contrast compares';
    case 'seeds':
      return 'the spread between seeds: each child against the one before of its own arm';
    case 'base':
      return 'standings on one scale: each child against the untouched base';
    case 'identical weights':
      return 'the check that the machinery is even: the untouched base against itself';
    case 'anchors':
      return 'a fixed point of the ratings: children and base against each anchor';
  }
}

/** Which games of a plan serve which question; a round-robin's serve all of them. `primary`: ids of the two arms. */
export function questionsOf(spec: TournamentSpec, primary: readonly [string, string]): PlanQuestion[] {
  const direct = directScheduleOf(spec);
  if (!direct) {
    const pairings = countPairings(spec.arms.length, spec.replicates.length, spec.anchors.length);
    const serves = 'all questions: every contestant meets every other, and the ratings of all games decide';
    return [{ purpose: null, serves, pairings, pairs: spec.pairs, games: 2 * pairings * spec.pairs }];
  }
  return countByPurpose(spec, direct).map(({ purpose, pairings, pairs }) => ({
    purpose,
    serves: servesOf(purpose, primary),
    pairings,
    pairs,
    games: 2 * pairings * pairs,
  }));
}
