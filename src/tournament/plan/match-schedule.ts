import type { MatchSchedule, MatchSpec } from '../../spec/index.js';
import { type ContestantKey, pointsOf, type Result } from '../../vocabulary/index.js';
import type { Pairing } from './schedule.js';
import { type SwissScore, swissRound } from './swiss-round.js';

/** A played game as the pairing of a Swiss needs it. */
export interface PlayedGame {
  /** Its round, from 1. */
  readonly block: number;
  readonly white: ContestantKey;
  readonly black: ContestantKey;
  readonly result: Result;
}

/** Number of pairings in a round of the schedule; the same in every round. */
function pairingsPerRound(kind: MatchSchedule['kind'], contestants: number): number {
  if (kind === 'gauntlet') return contestants - 1;
  return kind === 'swiss' ? Math.floor(contestants / 2) : (contestants * (contestants - 1)) / 2;
}

/** Number of games of the whole match, including rounds that are not paired yet. */
export function matchGames({
  schedule,
  contestants,
  pairs,
}: Pick<MatchSpec, 'contestants' | 'pairs'> & { readonly schedule?: MatchSchedule }): number {
  const { kind, rounds } = schedule ?? { kind: 'round-robin', rounds: 1 };
  return 2 * pairs * rounds * pairingsPerRound(kind, contestants.length);
}

/** Default number of rounds of a Swiss: enough to leave one winner, plus one. */
export const defaultSwissRounds = (contestants: number): number =>
  Math.min(maxSwissRounds(contestants), Math.ceil(Math.log2(contestants)) + 1);

/** Largest number of rounds in which no two contestants need to meet twice. */
export const maxSwissRounds = (contestants: number): number => (contestants % 2 === 0 ? contestants - 1 : contestants);

/**
 * Pairings of a schedule that does not depend on results; none for a Swiss. In a gauntlet the first contestant meets
 * all others.
 */
export function fixedPairings({ kind, rounds }: MatchSchedule, contestants: number): Pairing[] {
  const pairings: Pairing[] = [];
  for (let block = 1; kind !== 'swiss' && block <= rounds; block++) {
    const last = kind === 'gauntlet' ? 1 : contestants;
    for (let first = 0; first < last; first++)
      for (let second = first + 1; second < contestants; second++) pairings.push({ block, first, second });
  }
  return pairings;
}

/**
 * Returns the pairings of a Swiss that are determined: those of its complete rounds and of the one after them. `keys`
 * are the contestants in the plan's order. The order of `played` does not matter; games of later rounds are ignored.
 */
export function swissPairings(
  spec: MatchSpec,
  keys: readonly ContestantKey[],
  played: Iterable<PlayedGame>,
): Pairing[] {
  const byRound = new Map<number, PlayedGame[]>();
  for (const game of played) {
    const games = byRound.get(game.block);
    if (games) games.push(game);
    else byRound.set(game.block, [game]);
  }
  const table = new Crosstable(keys);
  const pairings: Pairing[] = [];
  for (let block = 1; block <= spec.schedule.rounds; block++) {
    const round = swissRound(table.scores(2 * spec.pairs), (a, b) => table.met(a, b));
    pairings.push(...round.pairings.map(([first, second]) => ({ block, first, second })));
    const games = byRound.get(block) ?? [];
    if (games.length < 2 * spec.pairs * round.pairings.length) break;
    table.add(games, round.bye);
  }
  return pairings;
}

/** Points, byes and meetings of the contestants, who are named by their indices. */
class Crosstable {
  private readonly points: Float64Array;
  private readonly byes: Int32Array;
  private readonly counts = new Map<string, number>();
  private readonly indices: ReadonlyMap<ContestantKey, number>;

  constructor(keys: readonly ContestantKey[]) {
    this.points = new Float64Array(keys.length);
    this.byes = new Int32Array(keys.length);
    this.indices = new Map(keys.map((key, index) => [key, index]));
  }

  /** `byePoints`: points credited for one bye. */
  scores(byePoints: number): SwissScore[] {
    return [...this.points].map((points, i) => ({ points: points + byePoints * this.byes[i]!, byes: this.byes[i]! }));
  }

  /** Rounds in which the two met. */
  met(a: number, b: number): number {
    return this.counts.get(pairName(a, b)) ?? 0;
  }

  /** Adds the games of a complete round; `bye` sat it out. */
  add(round: readonly PlayedGame[], bye: number | null): void {
    const meetings = new Set<string>();
    for (const { white, black, result } of round) {
      const [w, b] = [this.indices.get(white)!, this.indices.get(black)!];
      this.points[w]! += pointsOf(result, true);
      this.points[b]! += pointsOf(result, false);
      meetings.add(pairName(w, b));
    }
    for (const meeting of meetings) this.counts.set(meeting, (this.counts.get(meeting) ?? 0) + 1);
    if (bye !== null) this.byes[bye]!++;
  }
}

const pairName = (a: number, b: number): string => (a < b ? `${a}-${b}` : `${b}-${a}`);
