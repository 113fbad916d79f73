/**
 * How a verdict is made. Read verdict-types.ts for its input (`Evidence`) and output (`Verdict`), then the steps in the
 * order in which `verdict` takes them: analysis-context.ts, analysis-set.ts, contrasts.ts, ../validity,
 * second-opinions.ts, deviations.ts, verdict-line.ts.
 */

import type { VerdictState } from '../../spec/api/index.js';
import type { FineTuneChecks, PlannedContestant } from '../../spec/index.js';
import type { FineTuneKey } from '../../vocabulary/index.js';
import { directScheduleOf, plannedLooks, positiveControlOf, usesEProcess } from '../plan/index.js';
import { type ArmMatch, type MatchTable, roundRobinTable, seedVariance } from '../stats/index.js';
import {
  armEffect,
  checkedPairs,
  type FailedCheck,
  failedValidityChecks,
  identicalWeights,
  treatmentCheck,
  treatmentRemarks,
} from '../validity/index.js';
import { type AnalysisContext, analysisContextOf } from './analysis-context.js';
import { type Contrast, isEquivalent } from './contrast.js';
import { differencesFor, gameContrast, placeboContrast, regretFor } from './contrasts.js';
import { deviationsOf } from './deviations.js';
import { adjustFamily } from './family.js';
import { sameArmMatches, spreadOfSeeds } from './same-arm.js';
import { secondOpinions } from './second-opinions.js';
import { type SequentialResult, sequentialResult } from './sequential-result.js';
import { verdictLine } from './verdict-line.js';
import type { ArmSummary, Evidence, Placebo, Spending, Verdict } from './verdict-types.js';
import { warningsOf } from './warnings.js';

/**
 * Applies the planned analysis. Only complete blocks of the schedule enter; each is one replicate of every arm with all
 * its games. The two arms are compared replicate by replicate: by their direct games, or by ratings in a round-robin.
 * Exact sign flips over replicates decide, or the plan's stop rule. While the schedule is incomplete there is no
 * interval and no p, since neither is valid under repeated looks.
 */
export function verdict(evidence: Evidence): Verdict {
  const { plan, checks } = evidence;
  const games = [...evidence.results];
  const context = analysisContextOf({ ...evidence, results: games });
  const { analysis, analysisSet, earlier, alpha } = context;
  const { usedReplicates, failedReplicates, complete } = analysisSet;

  const primary = analysis.primary as [string, string] | null;
  const endpoint = analysis.endpoint ?? 'games';
  const ofGames = primary && gameContrast(context, primary);
  const regret = primary && regretFor(context, primary);
  const [contrast, second] =
    endpoint === 'games' ? [ofGames, regret?.contrast ?? null] : [regret?.contrast ?? null, ofGames];
  const primaryRejected = contrast?.p != null && contrast.p <= alpha;
  const declared = analysis.family.map((arms) => gameContrast(context, arms));
  const placebo = placeboContrast(context);
  const adjusted = adjustFamily(
    [second, ...declared, placebo].filter((one) => one !== null),
    { alpha, primaryRejected, final: complete },
  );
  const family = adjusted.slice(second ? 1 : 0, (second ? 1 : 0) + declared.length);

  const { arms, seedVariance: pooledSeedVariance } = summariseArms(context);
  const treatment =
    primary &&
    treatmentCheck(
      primary.map((id) => plan.spec.arms.find((arm) => arm.id === id)!),
      checkedPairs(childrenOf(context), checks, primary),
      analysis.limits.leastEffect,
    );
  const identical = identicalWeights(plan, analysisSet.games);
  const failedChecks = failedValidityChecks(analysis, {
    arms,
    treatment,
    identical,
    failedReplicates: failedReplicates.length,
  });
  const planned = earlier.planned + plan.spec.replicates.length;
  const state = stateOf(context, { contrast, hasContrast: primary !== null, failedChecks, planned });
  const result: Omit<Verdict, 'line'> = {
    state,
    hypothesis: analysis.hypothesis,
    endpoint,
    contrast,
    secondEndpoint: second ? adjusted[0]! : null,
    regret,
    withinMargin: state.endsWith(' stronger') && contrast !== null && isEquivalent(contrast, analysis.margin, alpha),
    secondOpinions: primary && complete && analysisSet.decidedAt === null ? secondOpinions(context, primary) : null,
    watch: analysisSet.monitoring,
    sequential: sequentialFor(context, planned - failedReplicates.length),
    spending: spendingOf(context),
    family,
    placebo: placebo ? placeboOf(adjusted.at(-1)!, alpha) : null,
    arms,
    treatment,
    seedVariance: pooledSeedVariance,
    identicalWeights: identical,
    failedChecks,
    warnings: [
      ...warningsOf(context, { contrast: ofGames, regret, playedBefore: evidence.record?.playedBefore ?? 0 }),
      ...treatmentRemarks(treatment, arms),
    ],
    deviations: deviationsOf(plan, {
      games,
      analysisSet,
      record: evidence.record ?? {},
      unchecked: complete ? countUnchecked(context) : 0,
    }),
    replicates: { used: usedReplicates, failed: failedReplicates, planned: plan.spec.replicates.length },
    complete,
  };
  return { ...result, line: verdictLine(result, analysis, positiveControlOf(plan.spec)) };
}

/** The state of the stop rule over at most `planned` blocks; null without a rule or a contrast. */
function sequentialFor(context: AnalysisContext, planned: number): SequentialResult | null {
  const { analysis, analysisSet, alpha, plan, scale } = context;
  const looks = plannedLooks(analysis.stop);
  if ((!looks && !usesEProcess(analysis.stop)) || !analysis.primary) return null;
  const differences = differencesFor(context, analysis.primary).flatMap(({ block }) => block ?? []);
  const direct = plan.spec.schedule?.kind === 'direct';
  return sequentialResult({
    analysisSet,
    differences,
    planned,
    alpha,
    plannedLooks: looks,
    scale: direct ? scale : null,
  });
}

function spendingOf({ analysis, earlier, alpha }: AnalysisContext): Spending {
  const looks = usesEProcess(analysis.stop) ? null : (analysis.extend?.spending.length ?? 1);
  return { look: earlier.look, looks, alpha, earlier: earlier.looks };
}

/** The children of replicates that failed in no arm, whether complete or not. */
const childrenOf = ({ plan, analysisSet }: AnalysisContext): PlannedContestant[] =>
  plan.contestants.filter(({ kind, key }) => kind === 'child' && !analysisSet.excluded.has(key));

function summariseArms(context: AnalysisContext): {
  readonly arms: readonly ArmSummary[];
  readonly seedVariance: Verdict['seedVariance'];
} {
  const { plan, analysisSet, contestants, rows, drawRate, checks } = context;
  const children = childrenOf(context);
  const direct = directScheduleOf(plan.spec) !== null;
  const tables: MatchTable[] = [];
  const sameArm: ArmMatch[] = [];
  const arms = plan.spec.arms.map(({ id, tone }): ArmSummary => {
    const armChecks = children
      .filter(({ arm }) => arm === id)
      .flatMap(({ fineTuneKey }) => checks.get(fineTuneKey!) ?? []);
    const elos = rows.filter(({ arm }) => arm === id).map(({ elo, group }) => (group === 0 ? elo : null));
    const known = elos.filter((elo) => elo !== null);
    const table = direct
      ? null
      : roundRobinTable(
          analysisSet.games,
          contestants.filter(({ arm }) => arm === id).map(({ key }) => key),
        );
    if (table) tables.push(table);
    const matches = direct ? sameArmMatches(context, id) : [];
    sameArm.push(...matches);
    return {
      arm: id,
      meanElo: known.length && known.length === elos.length ? known.reduce((a, b) => a + b, 0) / known.length : null,
      ...armEffect(tone, armChecks),
      seedVariance: table ? seedVariance([table], drawRate) : spreadOfSeeds(matches),
    };
  });
  return { arms, seedVariance: direct ? spreadOfSeeds(sameArm) : seedVariance(tables, drawRate) };
}

/** Number of children in use whose checks are not on record. */
function countUnchecked(context: AnalysisContext): number {
  const { usedReplicates } = context.analysisSet;
  const isUnchecked = (checks: ReadonlyMap<FineTuneKey, FineTuneChecks>, key: FineTuneKey): boolean => !checks.has(key);
  return childrenOf(context).filter(
    ({ fineTuneKey, replicate }) => usedReplicates.includes(replicate!) && isUnchecked(context.checks, fineTuneKey!),
  ).length;
}

function stateOf(
  { analysis, analysisSet, alpha }: AnalysisContext,
  {
    contrast,
    hasContrast,
    failedChecks,
    planned,
  }: {
    readonly contrast: Contrast | null;
    /** Whether the plan compares two arms. */
    readonly hasContrast: boolean;
    readonly failedChecks: readonly FailedCheck[];
    /** Number of replicates, including those of earlier looks. */
    readonly planned: number;
  },
): VerdictState {
  if (!hasContrast) return 'no contrast';
  if (2 / 2 ** planned > alpha) return 'too few replicates'; // whatever is still to come
  if (!analysisSet.complete) return 'too early';
  if (failedChecks.length) return 'invalid';
  if (!contrast) return 'inconclusive'; // regret decides, and some child was not measured
  if (contrast.p === null) return 'too few replicates';
  const firstAhead =
    contrast.test === 'e-process'
      ? analysisSet.monitoring!.state !== 'second stronger'
      : contrast.test === 'sequential sign flips' && analysisSet.looks?.side
        ? analysisSet.looks.side > 0
        : contrast.mean! > 0;
  if (contrast.p <= alpha) return `${contrast.arms[firstAhead ? 0 : 1]} stronger`;
  return isEquivalent(contrast, analysis.margin, alpha) ? 'equivalent' : 'inconclusive';
}

function placeboOf(contrast: Verdict['family'][number], alpha: number): Placebo {
  const differs = contrast.adjusted !== null && contrast.adjusted <= alpha;
  // a difference that may not be claimed is neither a pass nor a failure
  const passed = contrast.p === null || (differs && !contrast.claimed) ? null : !differs;
  return { ...contrast, passed };
}
