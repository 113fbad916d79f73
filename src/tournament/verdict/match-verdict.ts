import { type Elo, eloOfMatch } from '../../rating/index.js';
import { halfPointsOf, type Result } from '../../vocabulary/index.js';
import { pairsTestOf, type SealedMatch, scheduleOf } from '../plan/index.js';
import { type PairCounts, type PairSequence, pairSequence } from '../stats/index.js';
import { completePrefix } from './complete-prefix.js';
import type { GameOfRecord } from './deviations.js';
import { countPairs, pairScores } from './pair-scores.js';
import { type PairSprtResult, runPairSprt } from './pair-sprt.js';

export type MatchState = 'too early' | 'inconclusive' | 'accepted' | 'rejected' | `${string} stronger`;

/** What a match of two given contestants shows. The pair is its unit: nothing is said of arms or of other seeds. */
export interface MatchVerdict {
  readonly state: MatchState;
  readonly contestants: readonly [string, string];
  /** Pairs by the first contestant's points: 0, ½, 1, 1½, 2. */
  readonly pairs: PairCounts;
  readonly planned: number;
  /**
   * Of the first contestant, with ends at 95 % that hold for a match played to its planned end; null before that, and
   * under a sequential test.
   */
  readonly result: Elo | null;
  /** The watch: ends that hold at 95 % at all times together. */
  readonly watch: PairSequence;
  /** Null for a match without a sequential test. */
  readonly test: PairSprtResult | null;
  readonly complete: boolean;
  readonly line: string;
}

export interface MatchEvidence {
  readonly plan: SealedMatch;
  /** By the game's number in the schedule; any order, gaps allowed. */
  readonly results: Iterable<GameOfRecord>;
}

const WATCH_ALPHA = 0.05;

/** Null for a match of more than two contestants, whose standings say all there is. */
export function matchVerdict({ plan, results }: MatchEvidence): MatchVerdict | null {
  const [first, second, third] = plan.contestants;
  if (!first || !second || third) return null;
  const byNumber = new Map<number, Result>();
  for (const { number, result } of results) byNumber.set(number, result);
  const schedule = scheduleOf(plan);
  const prefix = completePrefix(schedule, byNumber);
  const scores = pairScores(prefix.games, first.key, second.key);
  const test = pairsTestOf(plan.spec.stop);
  const tested = test && runPairSprt(scores, test, prefix.complete);
  const counted = tested?.decidedAt == null ? scores : scores.slice(0, tested.decidedAt);
  const pairs = countPairs(counted);
  const complete = prefix.complete || tested?.decidedAt != null;
  const inPairs = new Set(prefix.games.slice(0, 2 * counted.length).map(({ number }) => number));
  const tally = { wins: 0, draws: 0, losses: 0 };
  for (const { number, white, result } of prefix.games) {
    if (!inPairs.has(number)) continue;
    tally[(['losses', 'draws', 'wins'] as const)[halfPointsOf(result, white === first.key)]]++;
  }
  const result = complete && !tested ? eloOfMatch([...pairs], tally) : null;
  const found = {
    contestants: [first.name, second.name] as const,
    pairs,
    planned: schedule.length / 2,
    result,
    watch: pairSequence(pairs, WATCH_ALPHA),
    test: tested,
    complete,
  };
  const state = stateOf(found);
  return { state, ...found, line: lineOf(state, found) };
}

type Found = Omit<MatchVerdict, 'state' | 'line'>;

function stateOf({ contestants: [a, b], result, test, complete }: Found): MatchState {
  if (test && test.state !== 'continue') return test.state;
  if (!complete) return 'too early';
  if (result?.eloLow != null && result.eloLow > 0) return `${a} stronger`;
  if (result?.eloHigh != null && result.eloHigh < 0) return `${b} stronger`;
  return 'inconclusive';
}

const signed = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(1)}`;

function interval(elo: number | null, low: number | null, high: number | null): string {
  if (elo === null && low === null && high === null) return 'not estimable';
  if (elo === null) return low === null ? `below ${signed(high!)} Elo` : `above ${signed(low)} Elo`;
  if (low === null && high === null) return `${signed(elo)} Elo`;
  const ends =
    low === null
      ? `below ${signed(high!)}`
      : high === null
        ? `above ${signed(low)}`
        : `${signed(low)} to ${signed(high)}`;
  return `${signed(elo)} Elo (95 % interval ${ends})`;
}

function lineOf(state: MatchState, { contestants: [a, b], pairs, planned, result, test, watch }: Found): string {
  const played = `${pairs.reduce((x, y) => x + y, 0)} of ${planned} pairs`;
  const head = `${a} minus ${b}: `;
  if (test) {
    const estimate = test.estimate
      ? `${interval(test.estimate.elo, test.estimate.eloLow, test.estimate.eloHigh)}, corrected for the stop; `
      : '';
    const hypotheses = `${test.elo0} against ${test.elo1} Elo (${test.bounds})`;
    const ratio =
      test.llr === null
        ? ''
        : `, LLR ${test.llr.toFixed(2)} between ${test.lower.toFixed(2)} and ${test.upper.toFixed(2)}`;
    const says = {
      accepted: `accepted: stronger by ${test.elo1} rather than ${test.elo0} Elo`,
      rejected: `rejected: stronger by ${test.elo0} rather than ${test.elo1} Elo`,
      continue: `${state}: ${hypotheses} is not decided`,
    };
    return `${head}${estimate}${says[test.state]} after ${played}${ratio}`;
  }
  if (result) return `${head}${interval(result.elo, result.eloLow, result.eloHigh)} after ${played}; ${state}`;
  const ends =
    watch.eloLow === null && watch.eloHigh === null
      ? 'nothing is bounded yet'
      : `between ${watch.eloLow === null ? 'any' : signed(watch.eloLow)} and ${watch.eloHigh === null ? 'any' : signed(watch.eloHigh)} Elo, however often one looks`;
  return `${head}too early, ${played} complete; ${ends}`;
}
