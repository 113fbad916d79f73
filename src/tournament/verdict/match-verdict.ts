import { eloOfMatch } from '../../rating/elo/index.js';
import type { MatchState, MatchVerdict as MatchVerdictAnswer } from '../../spec/api/index.js';
import { halfPointsOf } from '../../vocabulary/index.js';
import { pairSprtOf, type SealedMatch, scheduleOf } from '../plan/index.js';
import { countPairs, pairConfidenceSequence, pairScores, runPairSprt } from '../stats/index.js';
import { completePrefix } from './complete-blocks.js';
import type { GameOfRecord } from './deviations.js';

/** What a match of two given contestants shows. The pair is its unit: nothing is said of arms or of other seeds. */
export type MatchVerdict = Omit<MatchVerdictAnswer, 'asOf' | 'version'>;

/** What a match's verdict is made from. */
export interface MatchEvidence {
  readonly plan: SealedMatch;
  /** In any order; gaps are allowed. */
  readonly results: Iterable<GameOfRecord>;
}

const MONITORING_ALPHA = 0.05;

/** Null for a match of more than two contestants, which has standings only. */
export function matchVerdict({ plan, results }: MatchEvidence): MatchVerdict | null {
  const [first, second, third] = plan.contestants;
  if (!first || !second || third) return null;
  const schedule = scheduleOf(plan);
  const prefix = completePrefix(schedule, results);
  const scores = pairScores(prefix.games, first.key, second.key);
  const test = pairSprtOf(plan.spec.stop);
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
  const findings = {
    contestants: [first.name, second.name] as const,
    pairs,
    planned: schedule.length / 2,
    result,
    watch: pairConfidenceSequence(pairs, MONITORING_ALPHA),
    test: tested,
    complete,
  };
  const state = stateOf(findings);
  return { state, ...findings, line: lineOf(state, findings) };
}

type Findings = Omit<MatchVerdict, 'state' | 'line'>;

function stateOf({ contestants: [a, b], result, test, complete }: Findings): MatchState {
  if (test && test.state !== 'continue') return test.state;
  if (!complete) return 'too early';
  if (result?.eloLow != null && result.eloLow > 0) return `${a} stronger`;
  if (result?.eloHigh != null && result.eloHigh < 0) return `${b} stronger`;
  return 'inconclusive';
}

const signed = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(1)}`;

function intervalText(elo: number | null, low: number | null, high: number | null): string {
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

function lineOf(state: MatchState, { contestants: [a, b], pairs, planned, result, test, watch }: Findings): string {
  const played = `${pairs.reduce((x, y) => x + y, 0)} of ${planned} pairs`;
  const head = `${a} minus ${b}: `;
  if (test) {
    const estimate = test.estimate
      ? `${intervalText(test.estimate.elo, test.estimate.eloLow, test.estimate.eloHigh)}, corrected for the stop; `
      : '';
    const hypotheses = `${test.elo0} against ${test.elo1} Elo (${test.bounds})`;
    const ratio =
      test.llr === null
        ? ''
        : `, LLR ${test.llr.toFixed(2)} between ${test.lower.toFixed(2)} and ${test.upper.toFixed(2)}`;
    const conclusion = {
      accepted: `accepted: stronger by ${test.elo1} rather than ${test.elo0} Elo`,
      rejected: `rejected: stronger by ${test.elo0} rather than ${test.elo1} Elo`,
      continue: `${state}: ${hypotheses} is not decided`,
    };
    return `${head}${estimate}${conclusion[test.state]} after ${played}${ratio}`;
  }
  if (result) return `${head}${intervalText(result.elo, result.eloLow, result.eloHigh)} after ${played}; ${state}`;
  const limit = (elo: number | null): string => (elo === null ? 'any' : signed(elo));
  const ends =
    watch.eloLow === null && watch.eloHigh === null
      ? 'nothing is bounded yet'
      : `between ${limit(watch.eloLow)} and ${limit(watch.eloHigh)} Elo, however often one looks`;
  return `${head}too early, ${played} complete; ${ends}`;
}
