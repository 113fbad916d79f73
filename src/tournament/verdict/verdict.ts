/**
 * How a verdict is made. Read verdict-types.ts for its input (`Evidence`) and output (`Verdict`), then the steps in the
 * order in which `verdict` takes them: analysis-set.ts, standings, contrast.ts, validity-checks.ts, second-opinions.ts,
 * deviations.ts, verdict-line.ts.
 */

import type { Follows, ReplicateDifference, VerdictState } from '../../spec/api/index.js';
import type { Analysis, FineTuneChecks, PlannedContestant } from '../../spec/index.js';
import type { FineTuneKey } from '../../vocabulary/index.js';
import { analysisOf, isSequential, levelOf, positiveControlOf, type SealedTournament } from '../plan/index.js';
import { type StandingsRow, standings } from '../standings/index.js';
import { holm, type MatchTable, roundRobinTable, type SeedVariance, seedVariance } from '../stats/index.js';
import { type AnalysisSet, analysisSetOf, blockDifferences, playersByBlock } from './analysis-set.js';
import {
  type Contrast,
  contrastOf,
  differencesByReplicate,
  isEquivalent,
  type SequentialResult,
  sequentialResult,
} from './contrast.js';
import { deviationsOf } from './deviations.js';
import { secondOpinions } from './second-opinions.js';
import { type FailedCheck, failedValidityChecks, identicalWeights, manipulationCheck } from './validity-checks.js';
import { verdictLine } from './verdict-line.js';
import type { ArmSummary, Evidence, Placebo, Spending, Verdict } from './verdict-types.js';

const NO_EARLIER_LOOKS: Follows = { look: 1, looks: [], planned: 0, contrasts: [] };

/** What the steps of the analysis share. */
interface AnalysisContext {
  readonly plan: SealedTournament;
  readonly analysis: Analysis;
  readonly analysisSet: AnalysisSet;
  readonly earlier: Follows;
  /** Contestants without a replicate, and children of the replicates in use. */
  readonly contestants: readonly PlannedContestant[];
  /** Ratings from the games of the analysis set alone. */
  readonly rows: readonly StandingsRow[];
  /** Share of draws between equals; 0 if unknown. */
  readonly drawRate: number;
  /** The level at which this look decides. */
  readonly alpha: number;
}

/**
 * Applies the planned analysis. Only complete blocks of the schedule enter; each is one replicate of every arm with all
 * its games. Ratings come from those games alone, and the two arms are compared replicate by replicate. Exact sign
 * flips over replicates decide, or the e-process if the plan has a sequential stop. While the schedule is incomplete
 * there is no interval and no p, since neither is valid under repeated looks.
 */
export function verdict(evidence: Evidence): Verdict {
  const { plan, checks, failed } = evidence;
  const games = [...evidence.results];
  const analysis = analysisOf(plan.spec);
  const analysisSet = analysisSetOf({ plan, results: games, ...(failed ? { failed } : {}) }, analysis);
  const { usedReplicates, failedReplicates, complete } = analysisSet;
  const earlier = plan.follows ?? NO_EARLIER_LOOKS;
  const alpha = levelOf(analysis, earlier.look);
  const contestants = plan.contestants.filter(
    ({ replicate }) => replicate === null || usedReplicates.includes(replicate),
  );
  const { rows, drawRate } = standings(contestants, analysisSet.games);
  const context = { plan, analysis, analysisSet, earlier, contestants, rows, drawRate: drawRate ?? 0, alpha };

  const primary = analysis.primary as [string, string] | null;
  const contrast = primary && contrastFor(context, primary);
  const family = analysis.family.map((arms) => contrastFor(context, arms));
  const adjusted = holm(family.map(({ p }) => p));

  const { arms, seedVariance: pooledSeedVariance } = summariseArms(context, checks);
  const identical = identicalWeights(plan, analysisSet.games);
  const failedChecks = failedValidityChecks(analysis, {
    arms,
    identical,
    failedReplicates: failedReplicates.length,
  });
  const planned = earlier.planned + plan.spec.replicates.length;
  const state = stateOf(context, { contrast, failedChecks, planned });
  const result: Omit<Verdict, 'line'> = {
    state,
    hypothesis: analysis.hypothesis,
    contrast,
    withinMargin:
      state.endsWith(' stronger') && contrast?.scale === 'elo' && Math.abs(contrast.mean!) < analysis.margin,
    secondOpinions:
      primary && complete && analysisSet.decidedAt === null
        ? secondOpinions({ contestants, games: analysisSet.games, arms: primary, blocks: usedReplicates })
        : null,
    watch: analysisSet.monitoring,
    sequential: sequentialFor(context, planned - failedReplicates.length),
    spending: spendingOf(context),
    family: family.map((one, i) => ({ ...one, adjusted: adjusted[i]! })),
    placebo: placeboOf(context),
    arms,
    seedVariance: pooledSeedVariance,
    identicalWeights: identical,
    failedChecks,
    deviations: deviationsOf(plan, {
      games,
      analysisSet,
      record: evidence.record ?? {},
      unchecked: complete ? countUnchecked(context, checks) : 0,
    }),
    replicates: { used: usedReplicates, failed: failedReplicates, planned: plan.spec.replicates.length },
    complete,
  };
  return { ...result, line: verdictLine(result, analysis, positiveControlOf(plan.spec)) };
}

/** Differences by replicate, those of earlier looks first; this tournament's ordinals continue from theirs. */
function differencesFor(
  { plan, analysisSet, earlier, rows }: AnalysisContext,
  arms: readonly string[],
): ReplicateDifference[] {
  const { games, usedReplicates } = analysisSet;
  const before = earlier.contrasts.find(({ arms: [a, b] }) => a === arms[0] && b === arms[1])?.differences ?? [];
  const blocks = blockDifferences(games, playersByBlock(plan.contestants, arms, usedReplicates));
  const own = differencesByReplicate(rows, arms, usedReplicates, blocks);
  return [...before, ...own.map((one) => ({ ...one, replicate: earlier.planned + one.replicate }))];
}

function contrastFor(context: AnalysisContext, arms: readonly string[]): Contrast {
  const { analysis, analysisSet, alpha } = context;
  const test = isSequential(analysis.stop) ? 'e-process' : 'sign flips';
  const contrast = contrastOf(arms as [string, string], differencesFor(context, arms), alpha, test);
  return analysisSet.complete ? contrast : { ...contrast, low: null, high: null, interval: null, p: null };
}

/** The state of the stop rule over at most `planned` blocks; null without a rule or a contrast. */
function sequentialFor(context: AnalysisContext, planned: number): SequentialResult | null {
  const { analysis, analysisSet, alpha } = context;
  if (!isSequential(analysis.stop) || !analysis.primary) return null;
  const differences = differencesFor(context, analysis.primary).flatMap(({ block }) => block ?? []);
  return sequentialResult(analysisSet, differences, planned, alpha);
}

function spendingOf({ analysis, earlier, alpha }: AnalysisContext): Spending {
  const looks = isSequential(analysis.stop) ? null : (analysis.extend?.spending.length ?? 1);
  return { look: earlier.look, looks, alpha, earlier: earlier.looks };
}

/** The children of replicates that failed in no arm, whether complete or not. */
const childrenOf = ({ plan, analysisSet }: AnalysisContext): PlannedContestant[] =>
  plan.contestants.filter(({ kind, key }) => kind === 'child' && !analysisSet.excluded.has(key));

function summariseArms(
  context: AnalysisContext,
  checks: Evidence['checks'],
): { readonly arms: readonly ArmSummary[]; readonly seedVariance: SeedVariance | null } {
  const { plan, analysisSet, contestants, rows, drawRate } = context;
  const children = childrenOf(context);
  const tables: MatchTable[] = [];
  const arms = plan.spec.arms.map(({ id, tone }): ArmSummary => {
    const armChecks = children
      .filter(({ arm }) => arm === id)
      .flatMap(({ fineTuneKey }) => checks.get(fineTuneKey!) ?? []);
    const elos = rows.filter(({ arm }) => arm === id).map(({ elo, group }) => (group === 0 ? elo : null));
    const known = elos.filter((elo) => elo !== null);
    const table = roundRobinTable(
      analysisSet.games,
      contestants.filter(({ arm }) => arm === id).map(({ key }) => key),
    );
    if (table) tables.push(table);
    return {
      arm: id,
      meanElo: known.length && known.length === elos.length ? known.reduce((a, b) => a + b, 0) / known.length : null,
      ...manipulationCheck(tone, armChecks),
      seedVariance: table ? seedVariance([table], drawRate) : null,
    };
  });
  return { arms, seedVariance: seedVariance(tables, drawRate) };
}

/** Number of children in use whose checks are not on record. */
function countUnchecked(context: AnalysisContext, checks: ReadonlyMap<FineTuneKey, FineTuneChecks>): number {
  const { usedReplicates } = context.analysisSet;
  return childrenOf(context).filter(
    ({ fineTuneKey, replicate }) => usedReplicates.includes(replicate!) && !checks.has(fineTuneKey!),
  ).length;
}

function stateOf(
  { analysis, analysisSet, alpha }: AnalysisContext,
  {
    contrast,
    failedChecks,
    planned,
  }: {
    readonly contrast: Contrast | null;
    readonly failedChecks: readonly FailedCheck[];
    /** Number of replicates, including those of earlier looks. */
    readonly planned: number;
  },
): VerdictState {
  if (!contrast) return 'no contrast';
  if (2 / 2 ** planned > alpha) return 'too few replicates'; // whatever is still to come
  if (!analysisSet.complete) return 'too early';
  if (failedChecks.length) return 'invalid';
  if (contrast.p === null) return 'too few replicates';
  const firstAhead =
    contrast.test === 'e-process' ? analysisSet.monitoring!.state !== 'second stronger' : contrast.mean! > 0;
  if (contrast.p <= alpha) return `${contrast.arms[firstAhead ? 0 : 1]} stronger`;
  return isEquivalent(contrast, analysis.margin, alpha) ? 'equivalent' : 'inconclusive';
}

function placeboOf(context: AnalysisContext): Placebo | null {
  const { plan, alpha } = context;
  const [a, b] = ['shuffled-a', 'shuffled-b'].map((sought) => plan.spec.arms.find(({ tone }) => tone === sought)?.id);
  if (a === undefined || b === undefined) return null;
  const contrast = contrastFor(context, [a, b]);
  return { ...contrast, passed: contrast.p === null ? null : contrast.p > alpha };
}
