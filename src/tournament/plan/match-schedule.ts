import type { MatchSchedule, MatchSpec } from '../../spec/index.js';
import { type ContestantKey, pointsOf, type Result } from '../../vocabulary/index.js';
import { pairsTestOf } from './analysis-settings.js';
import type { Pairing } from './schedule.js';
import { SpecError } from './spec-error.js';
import { MAX_GAMES } from './spec-problems.js';
import { type SwissScore, swissRound } from './swiss-round.js';

/** What the next round of a Swiss needs to know of a game. `block` is its round. */
export interface PlayedGame {
  readonly block: number;
  readonly white: ContestantKey;
  readonly black: ContestantKey;
  readonly result: Result;
}

/** Pairings that a round of the schedule has; every round has as many. */
export function meetingsOf(kind: MatchSchedule['kind'], contestants: number): number {
  if (kind === 'gauntlet') return contestants - 1;
  return kind === 'swiss' ? Math.floor(contestants / 2) : (contestants * (contestants - 1)) / 2;
}

/** Games of the whole match, also of rounds that are not paired yet. */
export function matchGames({
  schedule,
  contestants,
  pairs,
}: Pick<MatchSpec, 'contestants' | 'pairs'> & { readonly schedule?: MatchSchedule }): number {
  const { kind, rounds } = schedule ?? { kind: 'round-robin', rounds: 1 };
  return 2 * pairs * rounds * meetingsOf(kind, contestants.length);
}

/** Rounds that a Swiss has unless the request says otherwise: enough for one winner, and one more. */
export const defaultSwissRounds = (contestants: number): number =>
  Math.min(mostRounds(contestants), Math.ceil(Math.log2(contestants)) + 1);

/** As long as nobody need meet anybody twice. */
const mostRounds = (contestants: number): number => (contestants % 2 === 0 ? contestants - 1 : contestants);

/** What is wrong with the size of a match, if anything. */
export function matchProblem(spec: MatchSpec): SpecError | undefined {
  const { schedule, contestants } = spec;
  if (schedule.kind === 'swiss' && schedule.rounds > mostRounds(contestants.length)) {
    return new SpecError(
      'too-many-rounds',
      'schedule.rounds',
      `a Swiss of ${contestants.length} contestants has ${mostRounds(contestants.length)} rounds at most`,
    );
  }
  if (contestants.length > 2 && pairsTestOf(spec.stop)) {
    return new SpecError('bad-test', 'stop', `a sequential test compares two contestants, not ${contestants.length}`);
  }
  const games = matchGames(spec);
  return games > MAX_GAMES
    ? new SpecError('too-many-games', 'pairs', `${games} games; a match may have ${MAX_GAMES} at most`)
    : undefined;
}

/**
 * Pairings of a schedule that does not depend on results; none of a Swiss. In a gauntlet the first contestant meets all
 * others.
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
 * All pairings of a Swiss that are settled: those of its complete rounds and of the one after them. A function of the
 * games, in whatever order; what was played of later rounds is not looked at.
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

/** Who met whom, and with what result. */
class Crosstable {
  private readonly points: Float64Array;
  private readonly byes: Int32Array;
  private readonly counts = new Map<string, number>();
  private readonly places: ReadonlyMap<ContestantKey, number>;

  constructor(keys: readonly ContestantKey[]) {
    this.points = new Float64Array(keys.length);
    this.byes = new Int32Array(keys.length);
    this.places = new Map(keys.map((key, place) => [key, place]));
  }

  scores(byePoints: number): SwissScore[] {
    return [...this.points].map((points, i) => ({ points: points + byePoints * this.byes[i]!, byes: this.byes[i]! }));
  }

  met(a: number, b: number): number {
    return this.counts.get(pairName(a, b)) ?? 0;
  }

  add(round: readonly PlayedGame[], bye: number | null): void {
    const meetings = new Set<string>();
    for (const { white, black, result } of round) {
      const [w, b] = [this.places.get(white)!, this.places.get(black)!];
      this.points[w]! += pointsOf(result, true);
      this.points[b]! += pointsOf(result, false);
      meetings.add(pairName(w, b));
    }
    for (const meeting of meetings) this.counts.set(meeting, (this.counts.get(meeting) ?? 0) + 1);
    if (bye !== null) this.byes[bye]!++;
  }
}

const pairName = (a: number, b: number): string => (a < b ? `${a}-${b}` : `${b}-${a}`);
