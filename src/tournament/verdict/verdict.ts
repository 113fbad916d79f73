import type { Analysis } from '../../spec/index.js';
import type { ReplicateDifference, SealedTournament } from '../plan/index.js';
import { analysisOf, isSequential, levelOf } from '../plan/index.js';
import { standings } from '../standings/index.js';
import { holm, type MatchTable, roundRobinTable, type SeedVariance, seedVariance } from '../stats/index.js';
import { type AnalysisSet, analysisSetOf, blocksOf } from './analysis-set.js';
import { type Contrast, contrastOf, differencesOf, isEquivalent } from './contrast.js';
import { deviationsOf } from './deviations.js';
import { manipulationCheck } from './manipulation-check.js';
import { secondOpinions } from './second-opinions.js';
import { sequentialResult } from './sequential-result.js';
import { type FailedCheck, failedValidityChecks, identicalWeights } from './validity-checks.js';
import { verdictLine } from './verdict-line.js';
import type { ArmSummary, Evidence, Placebo, Verdict, VerdictState } from './verdict-types.js';

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
  const frame = analysisSetOf({ plan, results: games, ...(failed ? { failed } : {}) }, analysis);
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
    const effect = manipulationCheck(
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
  const failedChecks = failedValidityChecks(analysis, arms, identical, frame.lost.length);
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
    watch: frame.monitoring,
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
  readonly frame: AnalysisSet;
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
  const ahead = contrast.test === 'e-process' ? frame.monitoring!.state !== 'second stronger' : contrast.mean! > 0;
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
