/** How far the arms' difference of a study reaches: the hierarchical summary over bases and datasets. */
import type { Generality, StudySpec } from '../../spec/api/index.js';
import { combinationTable, type FactorCell, hasEnded } from './combinations.js';
import { factorLine, factorState, jointLine, posteriorLine } from './generality-text.js';
import { jointEstimate } from './joint-effects.js';
import { jointPosterior } from './joint-posterior.js';
import { type FactorName, factorEstimate, factorPosterior, playedOf } from './level-means.js';
import { type PooledCell, replicationOf } from './replication.js';
import { DEFAULT_PRIOR_SCALE } from './study-grid.js';

/** Share of points for one Elo at equality: the slope of the logistic curve. */
const SHARE_OF_ELO = Math.LN10 / 1600;

/** A cell with all that the summary needs. */
export type GeneralityCell = FactorCell & PooledCell;

/**
 * Summarises a study over bases and datasets, both as random factors. Nothing is estimated before every cell has ended:
 * looking earlier and stopping at will would spoil the intervals. Returns null for a study of a single arm or without
 * cells.
 */
export function generalityOf(spec: StudySpec, cells: readonly GeneralityCell[]): Generality | null {
  if (cells.length === 0 || cells.every(({ arms }) => arms.length < 2)) return null;
  const { combinations, leftOut, scale, settings } = combinationTable(spec, cells);
  const confidence = 1 - (spec.tournament.analysis?.alpha ?? 0.05);
  const priorScale = (spec.priorScale ?? DEFAULT_PRIOR_SCALE) * (scale === 'elo' ? 1 : SHARE_OF_ELO);
  const final = cells.every(hasEnded);
  const question = { confidence, final };
  const estimates = [
    factorEstimate('base', combinations, question),
    factorEstimate('dataset', combinations, question),
  ] as const;
  const played = playedOf(combinations);
  const joint = jointEstimate(played, estimates, question);
  const posteriors = estimates.map((estimate) => factorPosterior(estimate, priorScale));
  const bothVary = estimates.every(({ levels }) => levels.length > 1);
  const known = final && played.every(({ standardError }) => standardError);
  const posterior = !bothVary
    ? (posteriors[0] ?? posteriors[1] ?? null)
    : known
      ? jointPosterior(played, priorScale)
      : null;
  const factors = estimates.map((estimate, i) => {
    const state = factorState(estimate, final);
    const names = [...new Set(combinations.map((one) => one[estimate.factor as FactorName]))];
    return {
      ...estimate,
      posterior: posteriors[i]!,
      state,
      line: factorLine(estimate, state, { scale, confidence, names }),
    };
  });
  const counts = estimates.map(({ levels }) => levels.length) as [number, number];
  const arms = cells.find(({ verdict }) => verdict?.contrast)?.verdict?.contrast?.arms;
  return {
    first: arms?.[0] ?? null,
    second: arms?.[1] ?? null,
    ...{ scale, confidence, priorScale, settings },
    combinations: combinations.map(({ df: _, ...combination }) => combination),
    leftOut,
    ...joint,
    posterior,
    factors,
    replication: replicationOf(combinations, cells),
    claims: [
      ...factors.map(({ line }) => line),
      ...(joint.estimate && bothVary ? [jointLine(joint.estimate, counts, scale, confidence)] : []),
      ...(posterior ? [posteriorLine(posterior, { scale, priorScale })] : []),
    ],
  };
}
