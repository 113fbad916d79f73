/**
 * The report: all that a reader needs to judge a tournament, as one value. The page and the files are made from it
 * alone.
 */

import type { FineTuneChecks } from '../../spec/index.js';
import { analysisOf, DEFAULT_RATES, planHashOf, type SealedTournament } from '../plan/index.js';
import type { StyleTotals } from '../standings/index.js';
import { type RatedGame, type SideEffects, type Standings, sideEffectsOf, standings } from '../standings/index.js';
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

/** A fine-tune as the report tells of it. `key` ties it to the plan's contestants. */
export interface ReportFineTune {
  readonly key: string;
  readonly state: string;
  readonly attempts: number;
  readonly checkpoint: string | null;
  readonly checks: FineTuneChecks | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly card: ReportCard | null;
}

export interface ReportInput {
  readonly tournament: ReportTournament;
  readonly evidence: Evidence;
  readonly contestants: readonly ReportContestant[];
  readonly fineTunes: readonly ReportFineTune[];
  readonly play: readonly PlayTotals[];
  readonly replays: readonly ReplayTotals[];
  /** How each contestant played. */
  readonly style: readonly StyleTotals[];
  /** FLOP of one forward pass of the base, where its shape is known. */
  readonly flop: { readonly token: number; readonly position: number } | null;
  /** FLOP of all the training of the base, by both methods, where its card tells. */
  readonly baseFlop?: { readonly counted: number; readonly byTime: number } | null;
}

export interface ReportTournament {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly planHash: string;
  readonly chain: string;
  readonly version: number;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly finishedAt: string | null;
}

export interface Report {
  readonly object: 'report';
  /** Raised when a field changes its meaning. */
  readonly format: 1;
  readonly tournament: ReportTournament & {
    /** Whether the stored plan still has the hash that it was sealed with. */
    readonly sealed: boolean;
    readonly games: number;
    readonly gamesPlanned: number;
  };
  readonly plan: SealedTournament;
  /** What the verdict compares with the plan, beside the games. */
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
  readonly limits: readonly string[];
}

/** Pure: equal rows give an equal report. */
export function reportOf(input: ReportInput): Report {
  const { tournament, evidence, contestants, fineTunes } = input;
  const { plan } = evidence;
  const results = [...evidence.results] as (RatedGame & { readonly number: number })[];
  const table = standings(contestants, results);
  const found = verdict({ ...evidence, results });
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
    verdict: found,
    standings: table,
    crossTable: crossTableOf(contestants, results),
    calibration: calibrationOf(contestants, results, table, found, plan.spec),
    fineTunes,
    play: playOf(contestants, input.play),
    sideEffects: sideEffectsOf({
      contestants,
      checks: evidence.checks,
      style: input.style,
      primary: analysisOf(plan.spec).primary as [string, string] | null,
      used: found.replicates.used,
      alpha: found.spending.alpha,
      final: found.complete && found.sequential === null,
    }),
    faults: faultsOf(contestants, fineTunes, input.play, input.replays),
    cost: costReport(
      plan,
      fineTunes,
      input.play,
      contestants,
      input.flop ?? { token: DEFAULT_RATES.flopPerToken, position: DEFAULT_RATES.flopPerPosition },
      input.baseFlop ?? null,
    ),
    limits: claimLimits(plan, found),
  };
}
