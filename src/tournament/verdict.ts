import type { Analysis, FineTuneChecks } from '../spec/index.js';
import type { FineTuneKey } from '../vocabulary/index.js';
import { analysisOf, isSequential, levelOf } from './analysis.js';
import { type Contrast, contrastOf, differencesOf, isEquivalent, type ReplicateDifference } from './contrast.js';
import { type Deviation, deviationsOf, type RecordedGame, type RunRecord } from './deviations.js';
import type { EarlierLook } from './follow.js';
import { blocksOf, type Frame, frameOf } from './frame.js';
import type { SealedTournament } from './plan.js';
import { type SecondOpinions, secondOpinions } from './second-opinions.js';
import { type SequentialResult, sequentialResult } from './sequential.js';
import { standings } from './standings.js';
import {
  holm,
  type MatchTable,
  roundRobinTable,
  type SeedVariance,
  type SymmetryProcess,
  seedVariance,
} from './stats/index.js';
import { type TreatmentEffect, treatmentEffect } from './treatment.js';
import { type FailedCheck, failedChecksOf, type IdenticalWeights, identicalWeights } from './verdict-checks.js';
import { verdictLine } from './verdict-line.js';

export type { FailedCheck } from './verdict-checks.js';

export type VerdictState =
  | 'no contrast' // a single arm
  | 'too few replicates' // the plan has fewer than alpha needs
  | 'too early' // the schedule is not yet complete
  | 'invalid'
  | 'inconclusive'
  | 'equivalent'
  | `${string} stronger`;

export interface ArmSummary extends TreatmentEffect {
  readonly arm: string;
  /** Mean Elo of the arm's children in use; null where one of them has no rating. */
  readonly meanElo: number | null;
  /** Spread between its seeds, from the matches of its children among themselves; null for fewer than three. */
  readonly seedVariance: SeedVariance | null;
}
/** The contrast of `shuffled-a` and `shuffled-b`, which differ in nothing but chance: it should show no difference. */
export interface Placebo extends Contrast {
  /** False where it shows one all the same, at alpha; null without a p. */
  readonly passed: boolean | null;
}
/** How alpha is spent over the looks at one question. */
export interface Spending {
  readonly look: number;
  /** Looks that the plan provides for; null for any number, as an e-process allows. */
  readonly looks: number | null;
  /** The level that this look decides at. */
  readonly alpha: number;
  readonly earlier: readonly EarlierLook[];
}
export interface Verdict {
  readonly state: VerdictState;
  /** What was to be found out, as planned. */
  readonly hypothesis: string;
  readonly contrast: Contrast | null;
  /** `stronger`, but by less than the plan's margin. */
  readonly withinMargin: boolean;
  /**
   * Mixed model and two-way cluster-robust errors on the matches between the two arms; null before the schedule's end
   * and after an early stop.
   */
  readonly secondOpinions: SecondOpinions | null;
  /** What may be said while the games are still coming in; null for a single arm. */
  readonly watch: SymmetryProcess | null;
  /** Null for a plan that is played to its end. */
  readonly sequential: SequentialResult | null;
  readonly spending: Spending;
  /** The plan's other contrasts, with Holm's p over the family; no p before the schedule's end. */
  readonly family: readonly (Contrast & { readonly adjusted: number | null })[];
  /** Null for a plan without both shuffled arms. */
  readonly placebo: Placebo | null;
  readonly arms: readonly ArmSummary[];
  /** Spread between seeds, all arms pooled. */
  readonly seedVariance: SeedVariance | null;
  readonly identicalWeights: IdenticalWeights | null;
  /** What makes the verdict invalid, also listed while there are too few replicates for any. */
  readonly failedChecks: readonly FailedCheck[];
  readonly deviations: readonly Deviation[];
  /** Replicates in use, and those that failed in some arm. */
  readonly replicates: {
    readonly used: readonly number[];
    readonly failed: readonly number[];
    readonly planned: number;
  };
  readonly complete: boolean;
  /** All of this in one plain sentence. */
  readonly line: string;
}

export interface Evidence {
  readonly plan: SealedTournament;
  /** Results by the game's number in the schedule; any order, gaps allowed. */
  readonly results: Iterable<RecordedGame>;
  /** Checks of the fine-tunes that finished. */
  readonly checks: ReadonlyMap<FineTuneKey, FineTuneChecks>;
  /** Fine-tunes that failed for good: their replicate is left out in every arm. */
  readonly failed?: ReadonlySet<FineTuneKey>;
  /** What else is on record, to be compared with the plan. */
  readonly record?: RunRecord;
}

/**
 * The planned analysis, applied. Only complete blocks of the schedule enter: each is one replicate of every arm with
 * all its games. Ratings come from those games alone; the difference of the two arms is taken replicate by replicate;
 * exact sign flips over replicates decide, or the e-process where the plan has a sequential stop. No interval and no p
 * while the schedule is incomplete: neither survives being watched.
 */
export function verdict(evidence: Evidence): Verdict {
  const { plan, checks, failed } = evidence;
  const games = [...evidence.results];
  const analysis = analysisOf(plan.spec);
  const frame = frameOf({ plan, results: games, ...(failed ? { failed } : {}) }, analysis);
  const { used, complete } = frame;
  const {
    look,
    looks: earlier,
    planned: before,
    contrasts,
  } = plan.follows ?? { look: 1, looks: [], planned: 0, contrasts: [] };
  const alpha = levelOf(analysis, look);
  const sequential = isSequential(analysis.stop);

  const seated = plan.contestants.filter(({ replicate }) => replicate === null || used.includes(replicate));
  const { rows, drawRate } = standings(seated, frame.games);
  const spread = (tables: readonly MatchTable[]): SeedVariance | null => seedVariance(tables, drawRate ?? 0);
  const children = plan.contestants.filter(({ kind, key }) => kind === 'child' && !frame.excluded.has(key));
  const tables = new Map(
    plan.spec.arms.map(({ id }) => [
      id,
      roundRobinTable(
        frame.games,
        seated.filter(({ arm }) => arm === id).map(({ key }) => key),
      ),
    ]),
  );
  const arms = plan.spec.arms.map(({ id, tone }): ArmSummary => {
    const effect = treatmentEffect(
      tone,
      children.filter(({ arm }) => arm === id).flatMap(({ fineTuneKey }) => checks.get(fineTuneKey!) ?? []),
    );
    const elos = rows.filter(({ arm }) => arm === id).map(({ elo, group }) => (group === 0 ? elo : null));
    const known = elos.filter((elo) => elo !== null);
    const table = tables.get(id);
    return {
      arm: id,
      meanElo: known.length && known.length === elos.length ? known.reduce((a, b) => a + b, 0) / known.length : null,
      ...effect,
      seedVariance: table ? spread([table]) : null,
    };
  });

  const differences = (pair: readonly string[]): ReplicateDifference[] => [
    ...(contrasts.find(({ arms: [a, b] }) => a === pair[0] && b === pair[1])?.differences ?? []),
    ...differencesOf(rows, pair, used, blocksOf(plan, pair, frame.games, used)).map((one) => ({
      ...one,
      replicate: before + one.replicate,
    })),
  ];
  const contrastFor = (pair: readonly string[]): Contrast => {
    const whole = contrastOf(
      pair as [string, string],
      differences(pair),
      alpha,
      sequential ? 'e-process' : 'sign flips',
    );
    return complete ? whole : { ...whole, low: null, high: null, interval: null, p: null };
  };
  const primary = analysis.primary as [string, string] | null;
  const contrast = primary && contrastFor(primary);
  const family = analysis.family.map(contrastFor);
  const adjusted = holm(family.map(({ p }) => p));
  const planned = before + plan.spec.replicates.length;
  const identical = identicalWeights(plan, frame.games);
  const failedChecks = failedChecksOf(analysis, arms, identical, frame.lost.length);
  const state = stateOf(analysis, { contrast, frame, failedChecks, alpha, planned });
  const unchecked = complete
    ? children.filter(({ fineTuneKey, replicate }) => used.includes(replicate!) && !checks.has(fineTuneKey!)).length
    : 0;
  const found: Omit<Verdict, 'line'> = {
    state,
    hypothesis: analysis.hypothesis,
    contrast,
    withinMargin:
      state.endsWith(' stronger') && contrast?.scale === 'elo' && Math.abs(contrast.mean!) < analysis.margin,
    secondOpinions:
      primary && complete && frame.decidedAt === null
        ? secondOpinions({ seated, games: frame.games, arms: primary, blocks: used })
        : null,
    watch: frame.watch,
    sequential:
      sequential && primary
        ? sequentialResult(
            frame,
            differences(primary).flatMap(({ block }) => block ?? []),
            planned - frame.lost.length,
            alpha,
          )
        : null,
    spending: { look, looks: sequential ? null : (analysis.extend?.spending.length ?? 1), alpha, earlier },
    family: family.map((one, i) => ({ ...one, adjusted: adjusted[i]! })),
    placebo: placeboOf(plan, contrastFor, alpha),
    arms,
    seedVariance: spread([...tables.values()].filter((table) => table !== null)),
    identicalWeights: identical,
    failedChecks,
    deviations: deviationsOf(plan, games, frame, evidence.record ?? {}, unchecked),
    replicates: { used, failed: frame.lost, planned: plan.spec.replicates.length },
    complete,
  };
  return { ...found, line: verdictLine(found, analysis) };
}

interface Grounds {
  readonly contrast: Contrast | null;
  readonly frame: Frame;
  readonly failedChecks: readonly FailedCheck[];
  readonly alpha: number;
  /** Replicates, those of earlier looks included. */
  readonly planned: number;
}

function stateOf({ margin }: Analysis, { contrast, frame, failedChecks, alpha, planned }: Grounds): VerdictState {
  if (!contrast) return 'no contrast';
  if (2 / 2 ** planned > alpha) return 'too few replicates'; // whatever is still to come
  if (!frame.complete) return 'too early';
  if (failedChecks.length) return 'invalid';
  if (contrast.p === null) return 'too few replicates';
  const ahead = contrast.test === 'e-process' ? frame.watch!.state !== 'second stronger' : contrast.mean! > 0;
  if (contrast.p <= alpha) return `${contrast.arms[ahead ? 0 : 1]} stronger`;
  return isEquivalent(contrast, margin, alpha) ? 'equivalent' : 'inconclusive';
}

function placeboOf(
  { spec }: SealedTournament,
  contrastFor: (pair: readonly string[]) => Contrast,
  alpha: number,
): Placebo | null {
  const [a, b] = ['shuffled-a', 'shuffled-b'].map((wanted) => spec.arms.find(({ tone }) => tone === wanted)?.id);
  if (a === undefined || b === undefined) return null;
  const contrast = contrastFor([a, b]);
  return { ...contrast, passed: contrast.p === null ? null : contrast.p > alpha };
}
