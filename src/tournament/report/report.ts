/**
 * The report: everything a reader needs to assess a tournament, as one value. The page and the files are made from it
 * alone.
 */

import type { Report as ReportAnswer } from '../../spec/api/index.js';
import { analysisOf, DEFAULT_RATES, planHashOf, plannedGames, type SealedTournament } from '../plan/index.js';
import { improvementOf, specificationCurve } from '../robustness/index.js';
import { type RatedGame, type StyleTotals, sideEffectsOf, standings } from '../standings/index.js';
import { type Evidence, verdict } from '../verdict/index.js';
import { claimLimits } from './claim-limits.js';
import { costReport } from './cost-report.js';
import { calibrationOf, crossTableOf } from './game-tables.js';
import { faultsOf, type PlayTotals, playOf, type ReplayTotals, type ReportContestant } from './play-by-arm.js';

/** A fine-tune as the report tells of it. `key` ties it to the plan's contestants. */
type ReportFineTune = Report['fineTunes'][number];

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
  /** `dataset.json` of the plan's dataset; null if it is not stored any more. */
  readonly datasetProfile?: unknown;
  /** FLOP of all training of the base, by both methods; null if its card does not say. */
  readonly baseFlop?: { readonly counted: number; readonly byTime: number } | null;
}

/** The tournament's row. */
type ReportTournament = Omit<Report['tournament'], 'sealed' | 'games' | 'gamesPlanned'>;

/** Everything a reader needs, as JSON. */
export type Report = Omit<ReportAnswer, 'plan'> & { readonly plan: SealedTournament };

/** Makes the report; equal rows give an equal report. */
export function reportOf(input: ReportInput): Report {
  const { tournament, evidence, contestants, fineTunes } = input;
  const { plan } = evidence;
  const results = [...evidence.results] as (RatedGame & { readonly number: number })[];
  const table = standings(contestants, results);
  const whole = { ...evidence, results };
  const conclusion = verdict(whole);
  return {
    object: 'report',
    format: 1,
    tournament: {
      ...tournament,
      sealed: planHashOf(plan) === tournament.planHash,
      games: results.length,
      gamesPlanned: plannedGames(plan).length,
    },
    plan,
    record: evidence.record ?? {},
    verdict: conclusion,
    specifications: specificationCurve(whole, conclusion),
    improvement: improvementOf(whole, conclusion),
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
    limits: claimLimits(plan, conclusion, input.datasetProfile ?? null),
  };
}
