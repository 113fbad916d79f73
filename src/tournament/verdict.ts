import type { FineTuneChecks } from '../spec/index.js';
import type { FineTuneKey, Result } from '../vocabulary/index.js';
import { contrastOf, isEquivalent, type Contrast } from './contrast.js';
import { scheduleOf, type SealedTournament } from './plan.js';
import { completePrefix } from './prefix.js';
import { secondOpinions, watch, type SecondOpinions } from './second-opinions.js';
import { standings } from './standings.js';
import { damageImbalance, holm, type SymmetryProcess } from './stats/index.js';
import { treatmentEffect, type TreatmentEffect } from './treatment.js';
import { verdictLine } from './verdict-line.js';

export type VerdictState =
  | 'no contrast' // a single arm
  | 'too few replicates' // the plan has fewer than alpha needs
  | 'too early' // the schedule is not yet complete
  | 'invalid'
  | 'inconclusive'
  | 'equivalent'
  | `${string} stronger`;

export interface FailedCheck {
  readonly check: 'treatment did not take' | 'damage imbalance' | 'failed replicates';
  readonly message: string;
}
export interface ArmSummary extends TreatmentEffect {
  readonly arm: string;
  /** Mean Elo of the arm's children in use; null where one of them has no rating. */
  readonly meanElo: number | null;
}
export interface Verdict {
  readonly state: VerdictState;
  readonly contrast: Contrast | null;
  /** `stronger`, but by less than the plan's margin. */
  readonly withinMargin: boolean;
  /** Mixed model and two-way cluster-robust errors on the matches between the two arms; null before the schedule's end. */
  readonly secondOpinions: SecondOpinions | null;
  /** What may be said while the games are still coming in; null for a single arm. */
  readonly watch: SymmetryProcess | null;
  /** The plan's other contrasts, with Holm's p over the family; no p before the schedule's end. */
  readonly family: readonly (Contrast & { readonly adjusted: number | null })[];
  readonly arms: readonly ArmSummary[];
  /** What makes the verdict invalid, also listed while there are too few replicates for any. */
  readonly failedChecks: readonly FailedCheck[];
  /** Replicates in use, and those that failed in some arm. */
  readonly replicates: { readonly used: readonly number[]; readonly failed: readonly number[]; readonly planned: number };
  readonly complete: boolean;
  /** All of this in one plain sentence. */
  readonly line: string;
}

export interface Evidence {
  readonly plan: SealedTournament;
  /** Results by the game's number in the schedule; any order, gaps allowed. */
  readonly results: Iterable<{ readonly number: number; readonly result: Result }>;
  /** Checks of the fine-tunes that finished. */
  readonly checks: ReadonlyMap<FineTuneKey, FineTuneChecks>;
  /** Fine-tunes that failed for good: their replicate is left out in every arm. */
  readonly failed?: ReadonlySet<FineTuneKey>;
}

/**
 * The planned analysis, applied. Only complete blocks of the schedule enter: each is one replicate of every arm with all its
 * games. Ratings come from those games alone; the difference of the two arms is taken replicate by replicate; exact sign
 * flips over replicates decide. No interval and no p while the schedule is incomplete: neither survives being watched.
 */
export function verdict({ plan, results, checks, failed = new Set() }: Evidence): Verdict {
  const { analysis, arms, replicates } = plan.spec;
  const children = plan.contestants.filter(({ kind }) => kind === 'child');
  const lost = new Set(children.filter(({ fineTuneKey }) => failed.has(fineTuneKey!)).map(({ replicate }) => replicate!));
  const excluded = new Set(children.filter(({ replicate }) => lost.has(replicate!)).map(({ key }) => key));
  const byNumber = new Map<number, Result>();
  for (const { number, result } of results) byNumber.set(number, result);
  const prefix = completePrefix(scheduleOf(plan), byNumber, excluded);
  const blocks = new Set(prefix.blocks);
  const used = prefix.blocks.filter((block) => !lost.has(block));

  const seated = plan.contestants.filter(({ replicate }) => replicate === null || used.includes(replicate));
  const { rows } = standings(seated, prefix.games.filter(({ block }) => blocks.has(block)));
  const summaries = arms.map(({ id, tone }): ArmSummary => {
    const own = children.filter(({ arm, key }) => arm === id && !excluded.has(key));
    const effect = treatmentEffect(tone, own.flatMap(({ fineTuneKey }) => checks.get(fineTuneKey!) ?? []));
    const elos = rows.filter(({ arm }) => arm === id).map(({ elo, group }) => (group === 0 ? elo : null));
    const known = elos.filter((elo) => elo !== null);
    return { arm: id, meanElo: known.length && known.length === elos.length ? known.reduce((a, b) => a + b, 0) / known.length : null, ...effect };
  });

  const failedChecks = failedChecksOf(plan, summaries, lost.size);
  const { complete } = prefix;
  const contrastFor = (pair: readonly string[]): Contrast => {
    const whole = contrastOf(rows, pair as [string, string], used, analysis.alpha);
    return complete ? whole : { ...whole, low: null, high: null, interval: null, p: null };
  };
  const primary = analysis.primary as [string, string] | null;
  const contrast = primary && contrastFor(primary);
  const family = analysis.family.map(contrastFor);
  const adjusted = holm(family.map(({ p }) => p));
  const between = primary && { seated, games: prefix.games, arms: primary, blocks: used };
  const state = stateOf(plan, contrast, complete, failedChecks);
  const withinMargin = state.endsWith(' stronger') && contrast?.scale === 'elo' && Math.abs(contrast.mean!) < analysis.margin;
  const found = {
    state,
    contrast,
    withinMargin,
    secondOpinions: between && complete ? secondOpinions(between) : null,
    watch: between && watch(between, analysis.alpha),
    family: family.map((one, i) => ({ ...one, adjusted: adjusted[i]! })),
    arms: summaries,
    failedChecks,
    replicates: { used, failed: [...lost].sort((a, b) => a - b), planned: replicates.length },
    complete,
  };
  return { ...found, line: verdictLine(found, analysis) };
}

function stateOf({ spec }: SealedTournament, contrast: Contrast | null, complete: boolean, failedChecks: readonly FailedCheck[]): VerdictState {
  const { alpha, margin } = spec.analysis;
  if (!contrast) return 'no contrast';
  if (2 / 2 ** spec.replicates.length > alpha) return 'too few replicates'; // whatever is still to come
  if (!complete) return 'too early';
  if (failedChecks.length) return 'invalid';
  if (contrast.p === null) return 'too few replicates';
  if (contrast.p <= alpha) return `${contrast.arms[contrast.mean! > 0 ? 0 : 1]} stronger`;
  return isEquivalent(contrast, margin, alpha) ? 'equivalent' : 'inconclusive';
}

function failedChecksOf({ spec }: SealedTournament, arms: readonly ArmSummary[], lost: number): FailedCheck[] {
  const { primary, limits } = spec.analysis;
  const checks: FailedCheck[] = [];
  const compared = arms.filter(({ arm }) => primary === null || primary.includes(arm));
  for (const { arm, took } of compared)
    if (took === false) checks.push({ check: 'treatment did not take', message: `the treatment did not take in ${arm}` });
  for (const { value } of damageImbalance(compared.map((arm) => ({ ...arm, drift: null })), limits))
    checks.push({
      check: 'damage imbalance',
      message: `neutral perplexity differs by a factor of ${value.toFixed(2)} between the arms (limit ${limits.perplexityRatio})`,
    });
  if (lost > limits.failedReplicates)
    checks.push({ check: 'failed replicates', message: `${lost} replicates failed (limit ${limits.failedReplicates})` });
  return checks;
}
