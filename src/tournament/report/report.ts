/**
 * The report: everything a reader needs to assess a tournament, as one value. The page and the files are made from it
 * alone.
 */

import type { FineTuneChecks } from '../../spec/index.js';
import type { FineTuneState, TournamentState } from '../../vocabulary/index.js';
import { analysisOf, DEFAULT_RATES, planHashOf, type SealedTournament } from '../plan/index.js';
import {
  type RatedGame,
  type SideEffects,
  type Standings,
  type StyleTotals,
  sideEffectsOf,
  standings,
} from '../standings/index.js';
import type { Evidence, RunRecord, Verdict } from '../verdict/index.js';
import { verdict } from '../verdict/index.js';
import { claimLimits } from './claim-limits.js';
import { type CostReport, costReport, type ReportCard } from './cost-report.js';
import { type Calibration, type CrossCell, calibrationOf, crossTableOf } from './game-tables.js';
import {
  type ArmFaults,
  type ArmPlay,
  faultsOf,
  type PlayTotals,
  playOf,
  type ReplayTotals,
  type ReportContestant,
} from './play-by-arm.js';

/** One fine-tune; `key` refers to the plan's contestants. */
interface ReportFineTune {
  readonly key: string;
  readonly state: FineTuneState;
  readonly attempts: number;
  readonly checkpoint: string | null;
  readonly checks: FineTuneChecks | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly card: ReportCard | null;
}

/** What a report is made from. */
export interface ReportInput {
  readonly tournament: ReportTournament;
  readonly evidence: Evidence;
  readonly contestants: readonly ReportContestant[];
  readonly fineTunes: readonly ReportFineTune[];
  readonly play: readonly PlayTotals[];
  readonly replays: readonly ReplayTotals[];
  /** Style counts of each contestant. */
  readonly style: readonly StyleTotals[];
  /** FLOP of one forward pass of the base per token and per position; null if its shape is unknown. */
  readonly flop: { readonly token: number; readonly position: number } | null;
  /** FLOP of all training of the base, by both methods; null if its card does not say. */
  readonly baseFlop?: { readonly counted: number; readonly byTime: number } | null;
}

/** The tournament's row. */
interface ReportTournament {
  readonly id: string;
  readonly name: string;
  readonly state: TournamentState;
  readonly planHash: string;
  /** Hash over all results, in the order of recording. */
  readonly chain: string;
  readonly version: number;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly finishedAt: string | null;
}

/** Everything a reader needs, as JSON. */
export interface Report {
  readonly object: 'report';
  /** Increased when a property changes its meaning. */
  readonly format: 1;
  readonly tournament: ReportTournament & {
    /** Whether the stored plan still has the hash it was sealed with. */
    readonly sealed: boolean;
    readonly games: number;
    readonly gamesPlanned: number;
  };
  readonly plan: SealedTournament;
  /** What else the verdict compares with the plan. */
  readonly record: RunRecord;
  readonly verdict: Verdict;
  readonly standings: Standings;
  readonly crossTable: readonly CrossCell[];
  readonly calibration: Calibration;
  readonly fineTunes: readonly ReportFineTune[];
  readonly play: readonly ArmPlay[];
  readonly sideEffects: SideEffects;
  readonly faults: readonly ArmFaults[];
  readonly cost: CostReport;
  /** What the verdict does not say, one sentence each. */
  readonly limits: readonly string[];
}

/** Makes the report; equal rows give an equal report. */
export function reportOf(input: ReportInput): Report {
  const { tournament, evidence, contestants, fineTunes } = input;
  const { plan } = evidence;
  const results = [...evidence.results] as (RatedGame & { readonly number: number })[];
  const table = standings(contestants, results);
  const conclusion = verdict({ ...evidence, results });
  return {
    object: 'report',
    format: 1,
    tournament: {
      ...tournament,
      sealed: planHashOf(plan) === tournament.planHash,
      games: results.length,
      gamesPlanned: 2 * plan.pairings.length * plan.spec.pairs,
    },
    plan,
    record: evidence.record ?? {},
    verdict: conclusion,
    standings: table,
    crossTable: crossTableOf(contestants, results),
    calibration: calibrationOf({
      contestants,
      games: results,
      standings: table,
      verdict: conclusion,
      spec: plan.spec,
    }),
    fineTunes,
    play: playOf(contestants, input.play),
    sideEffects: sideEffectsOf({
      contestants,
      checks: evidence.checks,
      style: input.style,
      primary: analysisOf(plan.spec).primary as [string, string] | null,
      used: conclusion.replicates.used,
      alpha: conclusion.spending.alpha,
      final: conclusion.complete && conclusion.sequential === null,
    }),
    faults: faultsOf(contestants, fineTunes, input.play, input.replays),
    cost: costReport({
      plan,
      fineTunes,
      play: input.play,
      contestants,
      flop: input.flop ?? { token: DEFAULT_RATES.flopPerToken, position: DEFAULT_RATES.flopPerPosition },
      base: input.baseFlop ?? null,
    }),
    limits: claimLimits(plan, conclusion),
  };
}
