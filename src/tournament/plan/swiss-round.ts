import { hasPerfectMatching } from './swiss-matching.js';

/** One contestant's score after the rounds so far. */
export interface SwissScore {
  /** Points of its games; each bye counts as winning all games of a round. */
  readonly points: number;
  readonly byes: number;
}

/** The pairings of one round. */
export interface SwissRound {
  /** Indices of contestants; the higher-ranked comes first. */
  readonly pairings: readonly (readonly [number, number])[];
  /** Who sits out; null if the number of contestants is even. */
  readonly bye: number | null;
}

/**
 * Pairs the next round. `met(a, b)` is the number of rounds in which the two have met. Contestants are ranked by
 * points, then by the plan's order. The bye goes to the last of those with the fewest byes. Then, from the top, each
 * meets the contestant half way down among the equal in points, or one near there, or else one with fewer points (the
 * fold of FIDE's Dutch system): the first for whom the remaining contestants can still be paired without repeated
 * meetings. If that is impossible, as few meetings as possible are repeated.
 */
export function swissRound(scores: readonly SwissScore[], met: (a: number, b: number) => number): SwissRound {
  const order = scores.map((_, i) => i).sort((a, b) => scores[b]!.points - scores[a]!.points || a - b);
  for (let maxMeetings = 0; ; maxMeetings++) {
    const mayMeet = (a: number, b: number): boolean => met(a, b) <= maxMeetings;
    for (const bye of byeCandidates(order, scores)) {
      const others = order.filter((i) => i !== bye);
      if (canPair(others, mayMeet)) return { pairings: fold(others, scores, mayMeet), bye };
    }
  }
}

function byeCandidates(order: readonly number[], scores: readonly SwissScore[]): (number | null)[] {
  if (order.length % 2 === 0) return [null];
  const fewest = Math.min(...scores.map(({ byes }) => byes));
  return order.filter((i) => scores[i]!.byes === fewest).reverse();
}

const canPair = (contestants: readonly number[], mayMeet: (a: number, b: number) => boolean): boolean =>
  hasPerfectMatching(contestants.length, (i, j) => mayMeet(contestants[i]!, contestants[j]!));

function fold(
  order: readonly number[],
  scores: readonly SwissScore[],
  mayMeet: (a: number, b: number) => boolean,
): (readonly [number, number])[] {
  const pairings: (readonly [number, number])[] = [];
  let left = order;
  while (left.length > 0) {
    const [top, ...others] = left as [number, ...number[]];
    const equals = others.findIndex((i) => scores[i]!.points < scores[top]!.points);
    const group = equals === -1 ? others : others.slice(0, equals);
    // including `top` the group has one more; its lower half begins here
    const half = Math.floor((group.length + 1) / 2) - (group.length > 0 ? 1 : 0);
    const candidates = [...group.slice(half), ...group.slice(0, half).reverse(), ...others.slice(group.length)];
    const opponent = candidates.find(
      (i) =>
        mayMeet(top, i) &&
        canPair(
          others.filter((j) => j !== i),
          mayMeet,
        ),
    )!;
    pairings.push([top, opponent]);
    left = others.filter((j) => j !== opponent);
  }
  return pairings;
}
