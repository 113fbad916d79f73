import { canAllMatch } from './swiss-matching.js';

/** What the rounds so far say of one contestant. */
export interface SwissScore {
  /** Points of its games, and for each bye as many as a win of all games of a round. */
  readonly points: number;
  readonly byes: number;
}

export interface SwissRound {
  /** Places in the plan's list; the better placed comes first. */
  readonly pairings: readonly (readonly [number, number])[];
  /** Who sits out; null where the number of contestants is even. */
  readonly bye: number | null;
}

/**
 * The next round, a function of what was played. Contestants stand in order of points, equal ones in the plan's order.
 * The bye goes to the last of those with the fewest byes. Then, from the top, each meets the contestant half way down
 * among the equal in points, or one near there, or else from the points below (the fold of FIDE's Dutch system) - the
 * first with whom the rest can still be paired without anybody meeting twice. Where that cannot be had, as few meetings
 * as possible are repeated.
 */
export function swissRound(scores: readonly SwissScore[], met: (a: number, b: number) => number): SwissRound {
  const order = scores.map((_, i) => i).sort((a, b) => scores[b]!.points - scores[a]!.points || a - b);
  for (let most = 0; ; most++) {
    const may = (a: number, b: number): boolean => met(a, b) <= most;
    for (const bye of byeCandidates(order, scores)) {
      const rest = order.filter((i) => i !== bye);
      if (canPair(rest, may)) return { pairings: fold(rest, scores, may), bye };
    }
  }
}

function byeCandidates(order: readonly number[], scores: readonly SwissScore[]): (number | null)[] {
  if (order.length % 2 === 0) return [null];
  const fewest = Math.min(...scores.map(({ byes }) => byes));
  return order.filter((i) => scores[i]!.byes === fewest).reverse();
}

const canPair = (who: readonly number[], may: (a: number, b: number) => boolean): boolean =>
  canAllMatch(who.length, (i, j) => may(who[i]!, who[j]!));

function fold(
  order: readonly number[],
  scores: readonly SwissScore[],
  may: (a: number, b: number) => boolean,
): (readonly [number, number])[] {
  const pairings: (readonly [number, number])[] = [];
  let left = order;
  while (left.length > 0) {
    const [top, ...others] = left as [number, ...number[]];
    const equals = others.findIndex((i) => scores[i]!.points < scores[top]!.points);
    const group = equals === -1 ? others : others.slice(0, equals);
    // with `top` itself the group has one more, and its lower half begins here
    const half = Math.floor((group.length + 1) / 2) - (group.length > 0 ? 1 : 0);
    const wanted = [...group.slice(half), ...group.slice(0, half).reverse(), ...others.slice(group.length)];
    const rival = wanted.find(
      (i) =>
        may(top, i) &&
        canPair(
          others.filter((j) => j !== i),
          may,
        ),
    )!;
    pairings.push([top, rival]);
    left = others.filter((j) => j !== rival);
  }
  return pairings;
}
